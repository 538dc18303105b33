import { type RefObject, useLayoutEffect, useRef } from "react";
import { Composer } from "./Composer.tsx";
import type { Conversation } from "./conversation.ts";
import { Failed } from "./Failed.tsx";
import { MessageView } from "./MessageView.tsx";

/** How near to its end, in pixels, somebody reads who wants to follow the answer. */
const NEAR = 48;

type ChatProps = { conversation: Conversation; field: RefObject<HTMLTextAreaElement | null> };

/** A conversation, and where it goes on. */
export function Chat({ conversation, field }: ChatProps) {
  const { messages, busy, failure, regenerate } = conversation;
  const waiting = busy && messages.at(-1)?.role !== "assistant";
  const log = useFollowing();
  return (
    <>
      <div
        ref={log}
        className="log"
        role="log"
        aria-label="Conversation"
        aria-live="polite"
        // An answer is read out when it is complete, and not word by word.
        aria-busy={busy}
        tabIndex={0}
      >
        {!messages.length && <p className="small">Ask something. With the fake model, /help lists what it can show.</p>}
        {messages.map((message, place) => (
          <MessageView key={message.id} message={message} last={place === messages.length - 1} {...conversation} />
        ))}
        {waiting && <p className="small">Waiting for the answer…</p>}
        {failure && <Failed failure={failure} onRetry={regenerate} />}
      </div>
      <p role="status" className="unseen">
        {busy ? "The assistant is answering" : ""}
      </p>
      <Composer {...conversation} field={field} />
    </>
  );
}

/** Stay at the end while it grows, unless the user has gone back to read. */
function useFollowing(): RefObject<HTMLDivElement | null> {
  const log = useRef<HTMLDivElement>(null);
  const end = useRef(0);
  useLayoutEffect(() => {
    const box = log.current;
    if (!box) return;
    if (end.current - box.scrollTop - box.clientHeight < NEAR) box.scrollTop = box.scrollHeight;
    end.current = box.scrollHeight;
  });
  return log;
}
