/** One answer through the real `callChatApi` of @ai-sdk/ui-utils, on which ai 4's hooks of every framework stand. */

import { told } from "./errors.mjs";
import { Growth } from "./growth.mjs";
import { generateIds } from "./ids.mjs";
import { recordingFetch } from "./recording_fetch.mjs";

const RESUME = "resume";

export const callChatApiDoor = ({ ai }) =>
  async function callChatApi(conversation) {
    const { api, chatId, headers, history, protocol, stopAfterUpdates } = conversation;
    const { fetch, requests } = recordingFetch(conversation);
    const growth = new Growth(stopAfterUpdates);
    const generateId = generateIds();
    const abort = new AbortController();
    const resumes = wantsResume(conversation);
    // ai 4.1 would ask its question again instead.
    if (resumes && !String(ai.callChatApi).includes("requestType")) throw new Error("this callChatApi can't resume");
    const asked = ai.fillMessageParts([...history, ...userMessages(conversation, generateId)]);
    const report = { messages: asked, status: "ready", finishReason: null, usage: null, errors: [], data: [] };

    growth.submit();
    try {
      await ai.callChatApi({
        api,
        fetch,
        generateId,
        headers,
        body: { id: chatId, messages: asked.map(sent), ...conversation.body },
        streamProtocol: protocol === "text" ? "text" : "data",
        requestType: resumes ? RESUME : "generate",
        abortController: () => abort,
        lastMessage: asked.at(-1),
        restoreMessagesOnFailure() {},
        onToolCall: ({ toolCall }) => conversation.clientTools[toolCall.toolName],
        onUpdate({ message: answer, data, replaceLastMessage }) {
          report.messages = [...(replaceLastMessage ? asked.slice(0, -1) : asked), answer];
          report.data = data ?? [];
          growth.see(answer.content, () => abort.abort());
        },
        onFinish(_message, { finishReason, usage }) {
          Object.assign(report, { finishReason, usage });
        },
      });
    } catch (error) {
      // As useChat has it: a stopped answer is no failure.
      if (error.name !== "AbortError") {
        report.status = "error";
        report.errors = [told(error)];
      }
    }
    const error = report.errors[0] ?? null;
    return { ...report, error, text: textOf(report.messages), requests, updates: growth.updates };
  };

/** This door has one answer: to a message, to a history that ends with the user's, or to a question asked before. */
function wantsResume({ then }) {
  if (then.length > 1 || (then[0] && ![RESUME, "regenerate"].includes(then[0].do))) {
    throw new Error("callChatApi holds no conversation: resume or regenerate, and no more");
  }
  return then[0]?.do === RESUME;
}

function userMessages({ message, attachments }, generateId) {
  if (message === null) return [];
  const shown = attachments.length > 0 ? { experimental_attachments: attachments } : {};
  return [{ id: generateId(), createdAt: new Date(), role: "user", content: message, ...shown }];
}

/** What useChat sends of a message. */
function sent({ role, content, experimental_attachments, data, annotations, toolInvocations, parts }) {
  return { role, content, experimental_attachments, data, annotations, toolInvocations, parts };
}

function textOf(messages) {
  const last = messages.at(-1);
  return last?.role === "assistant" ? last.content : "";
}
