import type { Message as Message4 } from "ai4-react";
import { useAIChatV2 } from "../hooks/useAIChatV2.ts";
import { type ConversationProps, wishes } from "./conversation.ts";
import { filesOf } from "./message.ts";
import { attached, shown } from "./message4.ts";
import { stopAnswer } from "./service.ts";
import { recall, useRecord } from "./record.ts";

/** A conversation held by ai 4. */
export default function Conversation4({ id, model, children }: ConversationProps) {
  const kept = recall<Message4>(id);
  const chat = useAIChatV2({ id, initialMessages: kept.messages, body: wishes(model) });
  const busy = chat.status === "submitted" || chat.status === "streaming";
  useRecord<Message4>(id, {
    kept,
    messages: chat.messages,
    status: chat.status,
    // Its promise says nothing; its status does.
    resume: () => void chat.experimental_resume(),
    restore: chat.setMessages,
  });
  const say = (text: string, files: Parameters<typeof attached>[0][]) =>
    void chat.append({ role: "user", content: text }, { experimental_attachments: files.map(attached) });

  return children({
    messages: chat.messages.map((message) =>
      shown(message, busy && message === chat.messages.at(-1), chat.finishes[message.id]),
    ),
    busy,
    failure: chat.status === "error" ? chat.failure : null,
    send: say,
    stop: () => {
      chat.stop();
      void stopAnswer(id);
    },
    regenerate: () => void chat.reload(),
    edit: (message, text) => {
      chat.setMessages((messages) => messages.slice(0, messages.findIndex(({ id }) => id === message.id)));
      say(text, filesOf(message));
    },
    answer: ({ id: toolCallId }, result) => chat.addToolResult({ toolCallId, result }),
    decide: () => {
      throw new Error("ai 4 knows no tools that ask first");
    },
  });
}
