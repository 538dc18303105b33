import type { UIMessage } from "ai";
import { type AIChatMessage, useAIChat } from "../hooks/useAIChat.ts";
import { type ConversationProps, wishes } from "./conversation.ts";
import type { Attachment } from "./message.ts";
import { shown } from "./message7.ts";
import { stopAnswer } from "./service.ts";
import { recall, useRecord } from "./record.ts";

/** A conversation held by the newest AI SDK. */
export default function Conversation7({ id, model, children }: ConversationProps) {
  const kept = recall<AIChatMessage>(id);
  const chat = useAIChat({ id, messages: kept.messages, body: wishes(model) });
  const busy = chat.status === "submitted" || chat.status === "streaming";
  useRecord(id, {
    kept,
    messages: chat.messages,
    status: chat.status,
    resume: () => chat.resumeStream(),
    restore: chat.setMessages,
  });

  return children({
    messages: chat.messages.map((message) => shown(message, busy && message === chat.messages.at(-1))),
    busy,
    failure: chat.status === "error" ? chat.failure : null,
    send: (text, files) => void chat.sendMessage({ text, files: files.map(attached) }),
    stop: () => void chat.stop().then(() => stopAnswer(id)),
    regenerate: () => void chat.regenerate(),
    edit: (message, text) => {
      const files = chat.messages.find(({ id }) => id === message.id)?.parts.filter(isFile) ?? [];
      void chat.sendMessage({ text, files, messageId: message.id });
    },
    answer: ({ id: toolCallId, name }, output) => void chat.addToolOutput({ tool: name, toolCallId, output }),
    decide: (call, approved) => void chat.addToolApprovalResponse({ id: call.approvalId, approved }),
  });
}

function attached({ url, mediaType, name }: Attachment) {
  return { type: "file" as const, url, mediaType, filename: name };
}

function isFile(part: UIMessage["parts"][number]) {
  return part.type === "file";
}
