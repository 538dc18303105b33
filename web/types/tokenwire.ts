// What Tokenwire tells a frontend, beside the words of the AI SDK's own protocols.
// Written by scripts/types from the service's definitions; not by hand.

/** What went wrong: in the header x-error-code, or in the stream. */
export type TokenwireErrorCode =
  | "action_not_streamed"
  | "body_timeout"
  | "body_too_large"
  | "content_refused"
  | "context_too_long"
  | "deadline_exceeded"
  | "empty_messages"
  | "internal_error"
  | "invalid_json"
  | "invalid_request"
  | "message_too_long"
  | "method_not_allowed"
  | "model_not_allowed"
  | "not_configured"
  | "not_found"
  | "preflight_refused"
  | "rate_limited"
  | "service_stopping"
  | "stream_interrupted"
  | "too_many_messages"
  | "unknown_action"
  | "unknown_role"
  | "unknown_shape"
  | "unsupported_content_type"
  | "upstream_failed"
  | "upstream_forbidden"
  | "upstream_invalid"
  | "upstream_mismatch"
  | "upstream_not_found"
  | "upstream_rejected"
  | "upstream_reset"
  | "upstream_timeout"
  | "upstream_truncated"
  | "upstream_unauthorized"
  | "upstream_unavailable"
  | "upstream_unreachable";

/** What is known about an answer: its model from the start, the rest when it is complete; times in milliseconds. */
export type TokenwireMetadata = {
  model?: string;
  usage?: {
    inputTokens?: number;
    outputTokens?: number;
    totalTokens?: number;
  };
  finishReason?: "stop" | "length" | "content-filter" | "tool-calls" | "error" | "unknown";
  timeToFirstTokenMs?: number;
};

/** The service's own data parts in UI message streams, by name: here the chunk data-error. */
export type TokenwireDataParts = {
  error: {
    code: TokenwireErrorCode;
  };
};

/** The service's own item in the data array of ai 4. */
export type TokenwireDataStreamItem = {
  type: "error";
  code: TokenwireErrorCode;
};

/** The body of every response that is an error; the code is in the header x-error-code. */
export type TokenwireErrorBody = {
  success: false;
  error: string;
};
