// How a frontend uses the types, with the AI SDK's own: compiled by tests/clients/test_types.py, and never run.

import type { UIMessage as UIMessage5 } from "ai5";
import type { UIMessage as UIMessage6 } from "ai6";
import type { UIMessage as UIMessage7 } from "ai";
import { isDataUIPart as isDataUIPart5 } from "ai5";
import { isDataUIPart as isDataUIPart6 } from "ai6";
import { isDataUIPart as isDataUIPart7 } from "ai";
import type {
  TokenwireDataParts,
  TokenwireDataStreamItem,
  TokenwireErrorBody,
  TokenwireErrorCode,
  TokenwireMetadata,
} from "./tokenwire.ts";

type Message5 = UIMessage5<TokenwireMetadata, TokenwireDataParts>;
type Message6 = UIMessage6<TokenwireMetadata, TokenwireDataParts>;
type Message7 = UIMessage7<TokenwireMetadata, TokenwireDataParts>;

// What the message cost, and who answered.

export function cost(message: Message5 | Message6 | Message7): number | undefined {
  return message.metadata?.usage?.totalTokens;
}

export function byline(message: Message5 | Message6 | Message7): string {
  const seconds = (message.metadata?.timeToFirstTokenMs ?? 0) / 1000;
  const cut = message.metadata?.finishReason === "length" ? ", cut short" : "";
  return `${message.metadata?.model ?? "a model"} in ${seconds} s${cut}`;
}

export function wrongMetadata(message: Message5 | Message6 | Message7): void {
  // @ts-expect-error ai 4 counts promptTokens; the metadata has inputTokens
  message.metadata?.usage?.promptTokens;
  // @ts-expect-error what the provider did not count is not there
  const total: number = message.metadata?.usage?.totalTokens;
  // @ts-expect-error no such reason
  const broken = message.metadata?.finishReason === "broken";
  void [total, broken];
}

// @ts-expect-error what is unknown is left out, and never undefined
export const undefinedModel: TokenwireMetadata = { model: undefined };

// Why an answer failed, in the part that stands before the error.

export function failure(message: Message5 | Message6 | Message7): string | undefined {
  for (const part of message.parts) {
    if (part.type === "data-error") return apology(part.data.code);
  }
  return undefined;
}

// The part is transient, so that onData sees it and the message does not keep it.

type Part5 = Message5["parts"][number];
type Part6 = Message6["parts"][number];
type Part7 = Message7["parts"][number];

export const seen5 = (part: Part5) => (isDataUIPart5<TokenwireDataParts>(part) ? apology(part.data.code) : "");
export const seen6 = (part: Part6) => (isDataUIPart6<TokenwireDataParts>(part) ? apology(part.data.code) : "");
export const seen7 = (part: Part7) => (isDataUIPart7<TokenwireDataParts>(part) ? apology(part.data.code) : "");

export function wrongParts(part5: Part5, part6: Part6, part7: Part7): void {
  // @ts-expect-error the service has no such part
  void (part5.type === "data-errors");
  // @ts-expect-error the service has no such part
  void (part6.type === "data-errors");
  // @ts-expect-error the service has no such part
  void (part7.type === "data-errors");
  // @ts-expect-error the message is in the error chunk, not here
  if (part7.type === "data-error") part7.data.message;
}

// Every code there is: a new one does not compile until somebody has thought of it.
export function apology(code: TokenwireErrorCode): string {
  switch (code) {
    case "rate_limited":
    case "service_stopping":
    case "upstream_unavailable":
      return "Please try again in a moment.";
    case "context_too_long":
    case "message_too_long":
    case "too_many_messages":
    case "body_too_large":
      return "This conversation is too long.";
    case "content_refused":
      return "This can't be answered.";
    case "deadline_exceeded":
    case "stream_interrupted":
    case "upstream_failed":
    case "upstream_invalid":
    case "upstream_mismatch":
    case "upstream_reset":
    case "upstream_timeout":
    case "upstream_truncated":
    case "upstream_unreachable":
      return "The answer broke off.";
    case "internal_error":
    case "not_configured":
    case "upstream_forbidden":
    case "upstream_not_found":
    case "upstream_rejected":
    case "upstream_unauthorized":
      return "Something is wrong with the service.";
    case "action_not_streamed":
    case "body_timeout":
    case "empty_messages":
    case "invalid_json":
    case "invalid_request":
    case "method_not_allowed":
    case "model_not_allowed":
    case "not_found":
    case "preflight_refused":
    case "unknown_action":
    case "unknown_role":
    case "unknown_shape":
    case "unsupported_content_type":
      return "Something is wrong with this page.";
    default:
      return code satisfies never;
  }
}

export function wrongCodes(code: TokenwireErrorCode): void {
  // @ts-expect-error no such code
  void (code === "teapot");
  // @ts-expect-error no such code
  apology("teapot");
  // @ts-expect-error a string may be anything
  apology("rate_limited" as string);
}

// ai 4 keeps what data parts said in one array; useChat and useCompletion call it data.

export function failure4(data: readonly unknown[] | undefined): string | undefined {
  const item = data?.findLast(isTokenwireItem);
  return item && apology(item.code);
}

function isTokenwireItem(item: unknown): item is TokenwireDataStreamItem {
  return typeof item === "object" && item !== null && "type" in item && item.type === "error" && "code" in item;
}

export const item: TokenwireDataStreamItem = { type: "error", code: "upstream_reset" };
// @ts-expect-error the code is always there
export const withoutCode: TokenwireDataStreamItem = { type: "error" };
// @ts-expect-error the service has no such item
export const warning: TokenwireDataStreamItem = { type: "warning", code: "upstream_reset" };

// What fetch is answered before the stream.

export async function told(response: Response): Promise<string> {
  if (response.ok) return "";
  const body = (await response.json()) as TokenwireErrorBody;
  const code = response.headers.get("x-error-code") as TokenwireErrorCode | null;
  return code === null ? body.error : `${body.error}: ${apology(code)}`;
}

// @ts-expect-error an error is no success
export const succeeded: TokenwireErrorBody = { success: true, error: "" };
// @ts-expect-error the message is a string
export const speechless: TokenwireErrorBody = { success: false, error: null };
