/** One conversation through the real `useChat` of @ai-sdk/react, mounted in a document and rendering into it. */

import { container } from "./document.mjs";

import { useChat } from "@ai-sdk/react";
import { createElement, useLayoutEffect } from "react";
import { createRoot } from "react-dom/client";

import { Growth } from "./growth.mjs";
import { run } from "./program.mjs";
import { recordingFetch } from "./recording_fetch.mjs";

/** What an application does with the hook; `onCommit` is told whenever the document has changed. */
function Chat({ options, onCommit }) {
  const chat = useChat(options);
  useLayoutEffect(() => onCommit(chat));
  return chat.messages.map(({ content }, index) => createElement("p", { key: index }, content));
}

/** The hook as last committed, and a way to wait for the next commit. */
class Screen {
  chat = null;
  #wake = () => {};

  committed(chat) {
    this.chat = chat;
    this.#wake();
  }

  nextCommit() {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

async function converse({ api, message, body, attachments, history, stopAfterUpdates, buffered }) {
  const { fetch, requests } = recordingFetch({ buffered });
  const growth = new Growth();
  const screen = new Screen();
  let finish = null;

  const onCommit = (chat) => {
    screen.committed(chat);
    // The answer stands after the history and the user's message.
    const grew = growth.see(container.children[history.length + 1]?.textContent ?? "");
    if (grew && growth.updates.length === stopAfterUpdates) chat.stop();
  };
  const onFinish = (_message, verdict) => {
    finish = verdict;
  };
  const options = { api, body, fetch, initialMessages: history, onFinish, streamProtocol: "data" };

  const mounted = screen.nextCommit();
  const root = createRoot(container);
  root.render(createElement(Chat, { options, onCommit }));
  await mounted;

  growth.submit();
  await screen.chat.append({ role: "user", content: message }, { experimental_attachments: attachments });
  while (!["ready", "error"].includes(screen.chat.status)) await screen.nextCommit();
  // The hook keeps messages, data and status in stores of their own: let the last of them be rendered.
  await new Promise(setImmediate);

  const { messages, status, error, data } = screen.chat;
  root.unmount();
  return {
    messages,
    status,
    finishReason: finish?.finishReason ?? null,
    usage: finish?.usage ?? null,
    error: error ? { name: error.name, message: error.message } : null,
    data: data ?? [],
    requests,
    updates: growth.updates,
  };
}

await run(converse);
