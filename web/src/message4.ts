/** Messages of ai 4, as they are shown. */

import type { Message as Message4 } from "ai4-react";
import type { useAIChatV2 } from "../hooks/useAIChatV2.ts";
import type { Attachment, Byline, Message, Part, ToolCall, ToolState } from "./message.ts";

type Part4 = NonNullable<Message4["parts"]>[number];
type ToolPart4 = Extract<Part4, { type: "tool-invocation" }>;
type Finish4 = ReturnType<typeof useAIChatV2>["finishes"][string];

/**
 * Return how a message is shown.
 *
 * @param growing whether it is being answered.
 * @param finish what was told when it was complete.
 */
export function shown(message: Message4, growing: boolean, finish: Finish4 | undefined): Message {
  const parts = (message.parts ?? []).flatMap((part, place, all) =>
    shownPart(part, growing, growing && place === all.length - 1),
  );
  const attachments = (message.experimental_attachments ?? []).map(
    ({ url, contentType, name }): Part => ({
      type: "file",
      file: { url, mediaType: contentType ?? "", name: name ?? "" },
    }),
  );
  return {
    id: message.id,
    role: message.role === "user" ? "user" : "assistant",
    parts: [...attachments, ...parts],
    byline: bylineOf(finish),
  };
}

/** Return a file as ai 4 attaches it. */
export function attached({ url, mediaType, name }: Attachment) {
  return { url, contentType: mediaType, name };
}

function shownPart(part: Part4, growing: boolean, last: boolean): Part[] {
  switch (part.type) {
    case "text":
      return [{ type: "text", text: part.text }];
    case "reasoning":
      return [{ type: "reasoning", text: part.reasoning, thinking: last }];
    case "tool-invocation":
      return [{ type: "tool", call: toolCall(part.toolInvocation, growing) }];
    case "source":
      return [{ type: "source", url: part.source.url, title: part.source.title ?? part.source.url }];
    case "file": {
      const url = `data:${part.mimeType};base64,${part.data}`;
      return [{ type: "file", file: { url, mediaType: part.mimeType, name: "" } }];
    }
    default:
      return [];
  }
}

function toolCall(call: ToolPart4["toolInvocation"], growing: boolean): ToolCall {
  const output: unknown = call.state === "result" ? call.result : undefined;
  const error = errorIn(output);
  return {
    id: call.toolCallId,
    name: call.toolName,
    state: error ? "failed" : stateOf(call, growing),
    input: call.args,
    output,
    error,
    approvalId: "",
  };
}

function stateOf({ state }: ToolPart4["toolInvocation"], growing: boolean): ToolState {
  switch (state) {
    case "partial-call":
      return growing ? "forming" : "abandoned";
    case "call":
      return growing ? "running" : "waiting";
    case "result":
      return "done";
  }
}

/** A tool that failed has a result, in ai 4: an object with the one key `error`. */
function errorIn(output: unknown): string {
  if (typeof output !== "object" || output === null || Object.keys(output).join() !== "error") return "";
  const { error } = output as { error: unknown };
  return typeof error === "string" ? error : "";
}

function bylineOf(finish: Finish4 | undefined): Byline {
  // What nobody counted is NaN here.
  const tokens = finish?.usage.totalTokens;
  return { finishReason: finish?.finishReason, tokens: Number.isFinite(tokens) ? tokens : undefined };
}
