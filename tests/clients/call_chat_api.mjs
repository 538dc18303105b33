/** One conversation through the real `callChatApi` of @ai-sdk/ui-utils, on which the hooks of every framework stand. */

import { callChatApi, fillMessageParts, generateId } from "@ai-sdk/ui-utils";

import { Growth } from "./growth.mjs";
import { run } from "./program.mjs";
import { recordingFetch } from "./recording_fetch.mjs";

async function converse({ api, message, body, attachments, history, stopAfterUpdates, buffered }) {
  const { fetch, requests } = recordingFetch({ buffered });
  const growth = new Growth();
  const abort = new AbortController();
  const asked = fillMessageParts([...history, userMessage(message, attachments)]);
  const report = { messages: asked, status: "ready", finishReason: null, usage: null, error: null, data: [] };

  growth.submit();
  try {
    await callChatApi({
      api,
      fetch,
      generateId,
      body: { id: generateId(), messages: asked.map(sent), ...body },
      streamProtocol: "data",
      abortController: () => abort,
      lastMessage: asked.at(-1),
      restoreMessagesOnFailure() {},
      onUpdate({ message: answer, data }) {
        report.messages = [...asked, answer];
        report.data = data;
        if (growth.see(answer.content) && growth.updates.length === stopAfterUpdates) abort.abort();
      },
      onFinish(_message, { finishReason, usage }) {
        Object.assign(report, { finishReason, usage });
      },
    });
  } catch (error) {
    // As useChat has it: a stopped answer is no failure.
    if (error.name !== "AbortError") {
      report.status = "error";
      report.error = { name: error.name, message: error.message };
    }
  }
  return { ...report, requests, updates: growth.updates };
}

function userMessage(content, attachments) {
  const shown = attachments.length > 0 ? { experimental_attachments: attachments } : {};
  return { id: generateId(), createdAt: new Date(), role: "user", content, ...shown };
}

/** What useChat sends of a message. */
function sent({ role, content, experimental_attachments, data, annotations, toolInvocations, parts }) {
  return { role, content, experimental_attachments, data, annotations, toolInvocations, parts };
}

await run(converse);
