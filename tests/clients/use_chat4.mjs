/** A conversation through the real `useChat` of @ai-sdk/react 1 (ai 4), mounted in a document and rendering into it. */

import { told } from "./errors.mjs";
import { Growth } from "./growth.mjs";
import { generateIds } from "./ids.mjs";
import { recordingFetch } from "./recording_fetch.mjs";
import { Screen } from "./screen.mjs";
import { settled } from "./settled.mjs";

export const useChat4Door = ({ hooks }) =>
  async function useChat(conversation) {
    const { fetch, requests, flying } = recordingFetch(conversation);
    const growth = new Growth(conversation.stopAfterUpdates);
    const seen = { finish: null, errors: [] };
    const options = optionsOf(conversation, fetch, seen);

    const paragraphs = ({ messages }) => messages.map(({ content }) => content);
    const screen = await Screen.mount(() => hooks.useChat(options), paragraphs, (texts, chat) => {
      if (chat.messages.at(-1)?.role === "assistant") growth.see(texts.at(-1), () => chat.stop());
    });
    const rest = () => settled(() => screen.hook.status, flying, () => screen.refresh());

    for (const action of actionsOf(conversation)) {
      seen.finish = null;
      growth.submit();
      await act(() => screen.hook, action, rest);
      await rest();
    }
    screen.unmount();
    return { ...reportOf(screen.hook, seen), requests, updates: growth.updates };
  };

function optionsOf({ api, chatId, body, headers, history, protocol, ...conversation }, fetch, seen) {
  return {
    api,
    id: chatId,
    body,
    headers,
    fetch,
    initialMessages: history,
    generateId: generateIds(),
    streamProtocol: protocol === "text" ? "text" : "data",
    sendExtraMessageFields: conversation.sendExtraMessageFields,
    ...(conversation.maxSteps === null ? {} : { maxSteps: conversation.maxSteps }),
    onToolCall: ({ toolCall }) => conversation.clientTools[toolCall.toolName],
    onFinish: (_message, finish) => {
      seen.finish = finish;
    },
    onError: (error) => seen.errors.push(told(error)),
  };
}

function actionsOf({ message, attachments, then }) {
  return message === null ? then : [{ do: "submit", text: message, attachments }, ...then];
}

/** What `actions.mjs` is for later generations. */
async function act(chat, action, rest) {
  const { body, data } = action;
  switch (action.do) {
    case "submit": {
      const message = { ...(action.id ? { id: action.id } : {}), role: "user", content: action.text };
      return chat().append(message, { experimental_attachments: action.attachments ?? [], body, data });
    }
    case "regenerate":
      return chat().reload({ body, data });
    case "edit": {
      // ai 4 leaves it to the application: the history is cut before the message, which is sent anew.
      const messages = chat().messages;
      chat().setMessages(messages.slice(0, messages.findIndex(({ id }) => id === action.messageId)));
      await rest();
      return chat().append({ id: action.messageId, role: "user", content: action.text }, { body, data });
    }
    case "resume":
      if (!chat().experimental_resume) throw new Error("this useChat can't resume");
      return chat().experimental_resume();
    case "answerTools":
      for (const { toolCallId, toolName } of pending(chat())) {
        chat().addToolResult({ toolCallId, result: action.outputs[toolName] });
        await rest();
      }
      return undefined;
    default:
      throw new Error(`unknown action: ${action.do}`);
  }
}

function pending({ messages }) {
  const calls = messages.at(-1).parts.filter(({ type }) => type === "tool-invocation");
  return calls.map(({ toolInvocation }) => toolInvocation).filter(({ state }) => state === "call");
}

function reportOf({ messages, status, error, data }, { finish, errors }) {
  const last = messages.at(-1);
  return {
    messages,
    status,
    text: last?.role === "assistant" ? last.content : "",
    finishReason: finish?.finishReason ?? null,
    usage: finish?.usage ?? null,
    error: told(error),
    errors,
    data: data ?? [],
  };
}
