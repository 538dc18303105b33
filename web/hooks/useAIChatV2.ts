/**
 * The chat of ai 4: `useChat`, set up for the service.
 *
 * An application of ai 4 imports it from "@ai-sdk/react"; here that is the newest one, and ai 4's has an alias.
 */

import { type UseChatOptions, useChat } from "ai4-react";
import { useRef, useState } from "react";
import type { TokenwireDataStreamItem, TokenwireErrorCode } from "../types/tokenwire.ts";
import { ENDPOINT } from "./endpoint.ts";
import { failureOf, refusingFetch } from "./failure.ts";

/** How often the model may be asked on, by the client's own doing, with what tools of the browser returned. */
const MAX_STEPS = 5;

type Finish = Parameters<NonNullable<UseChatOptions["onFinish"]>>[1];

/** What goes beside ai 4's own: `failure`, and what answers cost, by the id of their message. */
export function useAIChatV2({ body, onFinish, ...options }: UseChatOptions = {}) {
  const told = useRef(0);
  const [finishes, setFinishes] = useState<Record<string, Finish>>({});
  const seen = useRef<readonly unknown[]>([]);
  const chat = useChat({
    api: ENDPOINT,
    streamProtocol: "data",
    maxSteps: MAX_STEPS,
    ...options,
    body: { action: "chat-v2-stream", ...body },
    fetch: (input, init) => {
      // What data parts said of earlier answers stays in the array.
      told.current = seen.current.length;
      return refusingFetch(input, init);
    },
    onFinish: (message, finish) => {
      setFinishes((before) => ({ ...before, [message.id]: finish }));
      onFinish?.(message, finish);
    },
  });
  seen.current = chat.data ?? [];
  return { ...chat, finishes, failure: failureOf(chat.error, codeIn(seen.current.slice(told.current))) };
}

function codeIn(data: readonly unknown[]): TokenwireErrorCode | null {
  return data.findLast(isTokenwireItem)?.code ?? null;
}

function isTokenwireItem(item: unknown): item is TokenwireDataStreamItem {
  return typeof item === "object" && item !== null && "type" in item && item.type === "error" && "code" in item;
}
