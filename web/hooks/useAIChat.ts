/** The chat of the newest AI SDK: `useChat` with a transport, set up for the service. */

import { type UIMessage, useChat } from "@ai-sdk/react";
import {
  type ChatInit,
  DefaultChatTransport,
  lastAssistantMessageIsCompleteWithApprovalResponses,
  lastAssistantMessageIsCompleteWithToolCalls,
} from "ai";
import { useMemo, useRef } from "react";
import type { TokenwireDataParts, TokenwireErrorCode, TokenwireMetadata } from "../types/tokenwire.ts";
import { ENDPOINT, withQuery } from "./endpoint.ts";
import { failureOf, refusingFetch } from "./failure.ts";

/** Tells the service that the client understands everything of ai 7: tools that ask first, preliminary results. */
const SDK = "7";

export type AIChatMessage = UIMessage<TokenwireMetadata, TokenwireDataParts>;

export type AIChatOptions = Omit<ChatInit<AIChatMessage>, "transport"> & {
  /** What goes beside the messages of every request, such as `model`. */
  body?: object;
};

/** What goes beside the newest useChat's own: `failure`. */
export function useAIChat({ body, onData, ...options }: AIChatOptions = {}) {
  const code = useRef<TokenwireErrorCode | null>(null);
  const wanted = useRef(body);
  wanted.current = body;
  const transport = useMemo(
    () =>
      new DefaultChatTransport<AIChatMessage>({
        api: withQuery(ENDPOINT, "sdk", SDK),
        body: () => ({ action: "chat-v2-stream", ...wanted.current }),
        fetch: (input, init) => {
          code.current = null;
          return refusingFetch(input, init);
        },
      }),
    [],
  );
  const chat = useChat<AIChatMessage>({
    sendAutomaticallyWhen: isAnswered,
    ...options,
    transport,
    onData: (part) => {
      if (part.type === "data-error") code.current = part.data.code;
      onData?.(part);
    },
  });
  return { ...chat, failure: failureOf(chat.error, code.current) };
}

function isAnswered(given: { messages: AIChatMessage[] }): boolean {
  return (
    lastAssistantMessageIsCompleteWithToolCalls(given) || lastAssistantMessageIsCompleteWithApprovalResponses(given)
  );
}
