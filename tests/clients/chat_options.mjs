/** What an application gives to useChat and to a Chat of ai 5 and later, and what is seen through it. */

import { addToolOutput } from "./actions.mjs";
import { told } from "./errors.mjs";
import { generateIds } from "./ids.mjs";

/**
 * @param {object} ai the package's exports
 * @param {import("./arguments.mjs").Conversation} conversation
 * @param {ReturnType<import("./recording_fetch.mjs").recordingFetch>} recording
 * @param {() => object} chat the chat that is being made
 */
export function chatOptions(ai, conversation, { fetch, requests }, chat) {
  const { api, chatId, body, headers, history, protocol, maxSteps, clientTools } = conversation;
  const Transport = protocol === "text" ? ai.TextStreamChatTransport : ai.DefaultChatTransport;
  const seen = { finish: null, errors: [], data: [] };
  const options = {
    id: chatId,
    messages: history,
    generateId: generateIds(),
    transport: new Transport({ api, body, headers, fetch }),
    // These clients have no limit of their own; without ours, one that loops would never come to rest.
    ...(maxSteps === null ? {} : { sendAutomaticallyWhen: (given) => requests.length < maxSteps && complete(ai, given) }),
    onToolCall({ toolCall: { toolName, toolCallId } }) {
      // Not awaited, as its documentation says: the answer is still being read.
      if (toolName in clientTools) addToolOutput(chat(), { tool: toolName, toolCallId, output: clientTools[toolName] });
    },
    onData: (part) => seen.data.push(part),
    onFinish: (finish) => {
      seen.finish = finish;
    },
    onError: (error) => seen.errors.push(told(error)),
  };
  return { options, seen };
}

function complete(ai, given) {
  return (
    ai.lastAssistantMessageIsCompleteWithToolCalls(given) ||
    Boolean(ai.lastAssistantMessageIsCompleteWithApprovalResponses?.(given))
  );
}

/** @param {{parts: object[]}} message */
export function textOf(message) {
  const texts = message.parts.filter(({ type }) => type === "text");
  return texts.map(({ text }) => text).join("");
}

/** @param {object} chat when it has come to rest */
export function reportOf({ messages, status, error }, { finish, errors, data }) {
  const last = messages.at(-1);
  const answer = last?.role === "assistant" ? last : null;
  return {
    messages,
    status,
    text: answer ? textOf(answer) : "",
    finishReason: finish?.finishReason ?? null,
    finish: finish && { isAbort: finish.isAbort, isDisconnect: finish.isDisconnect, isError: finish.isError },
    // There is no usage in the protocol: an application puts it into the metadata.
    usage: answer?.metadata?.usage ?? null,
    error: told(error),
    errors,
    data,
  };
}
