/** What the user is told of a failure: friendly words by code, and whether it helps to try again. */

import type { Failure } from "../hooks/failure.ts";

export type Told = {
  words: string;
  /** Whether the same request may succeed later. */
  again: boolean;
};

const later = (words: string): Told => ({ words, again: true });
const never = (words: string): Told => ({ words, again: false });

const BROKE_OFF = later("The answer broke off. You can ask again.");
const TOO_LONG = never("This conversation has become too long. Please begin a new chat.");
const MISCONFIGURED = later("The service is not set up right. Its log knows more.");
const MISTAKEN = never("This page and the service don't understand each other.");

/** Return what the user is told. */
export function told({ code }: Failure): Told {
  switch (code) {
    case null:
      return later("The service can't be reached, or the connection was lost.");
    case "rate_limited":
      return later("Too many questions at once. Please wait a moment.");
    case "service_stopping":
    case "upstream_unavailable":
      return later("The model is busy. Please try again in a moment.");
    case "context_too_long":
    case "message_too_long":
    case "too_many_messages":
    case "body_too_large":
      return TOO_LONG;
    case "content_refused":
      return never("The model does not answer this.");
    case "deadline_exceeded":
    case "upstream_timeout":
      return later("The answer took too long. You can ask again.");
    case "stream_interrupted":
    case "upstream_failed":
    case "upstream_invalid":
    case "upstream_mismatch":
    case "upstream_reset":
    case "upstream_truncated":
    case "upstream_unreachable":
    case "body_timeout":
      return BROKE_OFF;
    case "internal_error":
    case "not_configured":
    case "upstream_forbidden":
    case "upstream_not_found":
    case "upstream_rejected":
    case "upstream_unauthorized":
      return MISCONFIGURED;
    case "action_not_streamed":
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
      return MISTAKEN;
    default:
      // A code that is newer than this page.
      code satisfies never;
      return BROKE_OFF;
  }
}
