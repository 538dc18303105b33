/** What a program is asked: one conversation, as a JSON object. */

const REQUIRED = ["door", "api"];

const OPTIONAL = {
  message: null,
  attachments: [],
  then: [],
  history: [],
  chatId: null,
  body: {},
  headers: {},
  protocol: "stream",
  maxSteps: null,
  clientTools: {},
  sendExtraMessageFields: false,
  schema: {},
  resume: false,
  stopAfterUpdates: null,
  buffered: false,
  cut: null,
  timeoutMs: 60_000,
};

let conversations = 0;

/**
 * @typedef {object} Conversation
 * @property {string} door how an application holds the client: a name of `doors.mjs`
 * @property {string} api the endpoint
 * @property {string | null} message what the user says first, with the `attachments` (ai 4) or file parts (5 and later)
 * @property {object[]} then what the user does afterwards, see `actions.mjs`
 * @property {object[]} history the messages before it
 * @property {object} body what goes beside the messages; `headers` likewise
 * @property {"stream" | "text"} protocol the generation's own, or plain text
 * @property {number | null} maxSteps how many requests the client may make on its own; null leaves that switched off
 * @property {object} clientTools what `onToolCall` returns, by tool name
 * @property {boolean} resume whether useChat is told to look, when it is mounted, for an answer that still runs
 * @property {number | null} stopAfterUpdates when the user presses stop
 * @property {boolean} buffered and `cut`: see `recording_fetch.mjs`
 *
 * @param {object} given
 * @returns {Conversation}
 */
export function readArguments(given) {
  for (const name of REQUIRED) {
    if (typeof given?.[name] !== "string") throw new Error(`the argument ${name} must be a string`);
  }
  for (const name of Object.keys(given)) {
    // A misspelt option would test something else than its test says.
    if (![...REQUIRED, ...Object.keys(OPTIONAL)].includes(name)) throw new Error(`unknown argument: ${name}`);
  }
  // The hooks of ai 4 share what they know of a conversation by its id, also between two that never met.
  conversations += 1;
  return { ...OPTIONAL, ...given, chatId: given.chatId ?? `chat-${conversations}` };
}
