/** Messages of the newest AI SDK, as they are shown. */

import { getToolName, isToolUIPart } from "ai";
import type { AIChatMessage } from "../hooks/useAIChat.ts";
import type { Byline, Message, Part, ToolCall, ToolState } from "./message.ts";

type Part7 = AIChatMessage["parts"][number];
type ToolPart7 = Extract<Part7, { toolCallId: string }>;

/**
 * Return how a message is shown.
 *
 * @param growing whether it is being answered.
 */
export function shown({ id, role, parts, metadata }: AIChatMessage, growing: boolean): Message {
  return {
    id,
    role: role === "user" ? "user" : "assistant",
    parts: parts.flatMap((part) => shownPart(part, growing)),
    byline: bylineOf(metadata),
  };
}

function shownPart(part: Part7, growing: boolean): Part[] {
  if (isToolUIPart(part)) return [{ type: "tool", call: toolCall(part, growing) }];
  switch (part.type) {
    case "text":
      return [{ type: "text", text: part.text }];
    case "reasoning":
      return [{ type: "reasoning", text: part.text, thinking: growing && part.state === "streaming" }];
    case "source-url":
      return [{ type: "source", url: part.url, title: part.title ?? part.url }];
    case "source-document":
      return [{ type: "source", url: "", title: part.title }];
    case "file":
      return [{ type: "file", file: { url: part.url, mediaType: part.mediaType, name: part.filename ?? "" } }];
    default:
      return [];
  }
}

function toolCall(part: ToolPart7, growing: boolean): ToolCall {
  return {
    id: part.toolCallId,
    name: getToolName(part),
    state: stateOf(part, growing),
    input: part.input,
    output: part.output,
    error: part.errorText ?? "",
    approvalId: part.approval?.id ?? "",
  };
}

function stateOf(part: ToolPart7, growing: boolean): ToolState {
  switch (part.state) {
    case "input-streaming":
      return growing ? "forming" : "abandoned";
    case "input-available":
      return growing ? "running" : "waiting";
    case "approval-requested":
      return "asking";
    case "approval-responded":
      return part.approval.approved ? "allowed" : "denied";
    case "output-available":
      return part.preliminary ? (growing ? "running" : "abandoned") : "done";
    case "output-error":
      return "failed";
    case "output-denied":
      return "denied";
  }
}

function bylineOf(metadata: AIChatMessage["metadata"]): Byline {
  return {
    model: metadata?.model,
    finishReason: metadata?.finishReason,
    tokens: metadata?.usage?.totalTokens,
    firstTokenMs: metadata?.timeToFirstTokenMs,
  };
}
