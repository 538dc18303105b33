/** What the page needs of a chat, whichever AI SDK holds it. */

import type { Failure } from "../hooks/failure.ts";
import type { Attachment, Message, ToolCall } from "./message.ts";

export type Conversation = {
  messages: Message[];
  /** Whether an answer is asked for or streams in. */
  busy: boolean;
  failure: Failure | null;
  send: (text: string, files: Attachment[]) => void;
  stop: () => void;
  /** Ask again: for another last answer, or after a failure. */
  regenerate: () => void;
  /** Say something else instead, and forget what came after it. */
  edit: (message: Message, text: string) => void;
  /** Give the result of a tool of this page. */
  answer: (call: ToolCall, output: unknown) => void;
  /** Let a tool run, or not. */
  decide: (call: ToolCall, approved: boolean) => void;
};

/** What both kinds of chat are given. */
export type ConversationProps = {
  id: string;
  /** The model that every request names; empty: the service's own. */
  model: string;
  children: (conversation: Conversation) => React.ReactNode;
};

/** The part of the request's body that is the page's own. */
export function wishes(model: string): { model?: string } {
  return model ? { model } : {};
}
