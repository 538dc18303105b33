/** What a program is asked: one JSON object, its only argument. */

const OPTIONAL = {
  body: {},
  attachments: [],
  history: [],
  stopAfterUpdates: null,
  buffered: false,
  timeoutMs: 60_000,
};

/**
 * @param {string[]} argv the process's
 * @returns {{api: string, message: string, body: object, attachments: object[], history: object[],
 *   stopAfterUpdates: number | null, buffered: boolean, timeoutMs: number}}
 *   `body` is what goes beside the messages, `attachments` what the message shows, `history` the messages before it.
 */
export function readArguments(argv) {
  const given = JSON.parse(argv[2] ?? "null");
  for (const name of ["api", "message"]) {
    if (typeof given?.[name] !== "string") throw new Error(`the argument ${name} must be a string`);
  }
  for (const name of Object.keys(given)) {
    // A misspelt option would test something else than its test says.
    if (!["api", "message", ...Object.keys(OPTIONAL)].includes(name)) throw new Error(`unknown argument: ${name}`);
  }
  return { ...OPTIONAL, ...given, body: { action: "chat-v2-stream", ...given.body } };
}
