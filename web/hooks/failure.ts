/** What went wrong, whether the service said so before its stream or in the middle of it. */

import type { TokenwireErrorBody, TokenwireErrorCode } from "../types/tokenwire.ts";

export type Failure = {
  /** The service's stable code; null where it said none: the network failed, or a proxy answered. */
  code: TokenwireErrorCode | null;
  /** The service's own words, in English. */
  message: string;
  /** When to try again, by this clock's milliseconds; null where nobody said. */
  retryAt: number | null;
};

/** A response that is no stream. Thrown by `refusingFetch`, so that useChat has it as its `error`. */
export class Refusal extends Error implements Failure {
  override name = "Refusal";

  constructor(
    message: string,
    readonly code: TokenwireErrorCode | null,
    readonly retryAt: number | null,
  ) {
    super(message);
  }
}

/** A `fetch` for useChat: it throws a Refusal where useChat would only keep the text of the body. */
export const refusingFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (response.ok) return response;
  throw new Refusal(await words(response), codeOf(response), retryAt(response));
};

/**
 * Return what there is to tell of an error that useChat caught.
 *
 * @param code what a data part said before the error, if one did.
 */
export function failureOf(error: Error | undefined, code: TokenwireErrorCode | null): Failure | null {
  if (!error) return null;
  return error instanceof Refusal ? error : { code, message: error.message, retryAt: null };
}

async function words(response: Response): Promise<string> {
  const text = await response.text();
  try {
    return (JSON.parse(text) as TokenwireErrorBody).error;
  } catch {
    return `${response.status} ${response.statusText}`.trim();
  }
}

function codeOf(response: Response): TokenwireErrorCode | null {
  return response.headers.get("x-error-code") as TokenwireErrorCode | null;
}

function retryAt(response: Response): number | null {
  const told = response.headers.get("retry-after");
  if (!told) return null;
  // A number of seconds, or a date.
  const at = /^\d+$/.test(told) ? Date.now() + Number(told) * 1000 : Date.parse(told);
  return Number.isNaN(at) ? null : at;
}
