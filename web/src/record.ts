/** Conversations, kept over a reload of the page: in the tab's session storage, and nowhere else. */

import { useEffect, useRef, useState } from "react";
import { remembers } from "./service.ts";

/** What was kept of a conversation. */
export type Kept<M> = {
  /** Its messages, without the answer that was under way. */
  messages: M[];
  /** All of them, where an answer was under way. */
  unfinished: M[] | null;
};

type Recorded<M> = {
  kept: Kept<M>;
  messages: M[];
  status: string;
  /** Follow the answer that is under way. A promise, where there is one, is kept when there is no more to follow. */
  resume: () => Promise<void> | undefined;
  restore: (messages: M[]) => void;
};

const NOTHING = { messages: [], unfinished: null };

/** Return what was kept when the page was loaded; the same object each time. */
export function recall<M>(id: string): Kept<M> {
  const [kept] = useState(() => read<M>(id));
  return kept;
}

/** Keep a conversation, and resume the answer that was under way when the page was left. */
export function useRecord<M>(id: string, { kept, messages, status, resume, restore }: Recorded<M>): void {
  const busy = status === "submitted" || status === "streaming";
  useKeeping(id, messages, status, busy);

  const resuming = useRef<"not yet" | "asked" | "busy" | "over">(kept.unfinished ? "not yet" : "over");
  const shown = useRef(messages);
  shown.current = messages;
  useEffect(() => {
    const end = () => {
      if (resuming.current === "over") return;
      resuming.current = "over";
      // Nothing runs any more: what had arrived is all there is.
      if (kept.unfinished && shown.current.length < kept.unfinished.length) restore(kept.unfinished);
    };
    if (resuming.current === "not yet") {
      resuming.current = "asked";
      void resume()?.then(end);
    } else if (resuming.current === "asked" && busy) {
      resuming.current = "busy";
    } else if (resuming.current === "busy" && !busy) {
      end();
    }
  });
}

function useKeeping<M>(id: string, messages: M[], status: string, busy: boolean): void {
  const asked = useRef(messages);
  // The answer grows behind these; whoever resumes gets it from its start.
  if (status !== "streaming") asked.current = messages;
  const leaving = useRef(false);

  useEffect(() => {
    const keep = () => write<M>(id, { messages: asked.current, unfinished: busy ? messages : null });
    const leave = () => {
      keep();
      // What follows is the browser cutting the answer off.
      leaving.current = true;
    };
    const come = () => {
      leaving.current = false;
    };
    if (status !== "streaming" && !leaving.current) keep();
    addEventListener("pagehide", leave);
    addEventListener("pageshow", come);
    return () => {
      removeEventListener("pagehide", leave);
      removeEventListener("pageshow", come);
    };
  }, [id, messages, status, busy]);
}

function read<M>(id: string): Kept<M> {
  const text = sessionStorage.getItem(key(id));
  if (!text) return NOTHING;
  const kept = JSON.parse(text) as Kept<M>;
  return remembers ? kept : { messages: kept.unfinished ?? kept.messages, unfinished: null };
}

function write<M>(id: string, kept: Kept<M>): void {
  try {
    sessionStorage.setItem(key(id), JSON.stringify(kept));
  } catch {
    // More than a tab may keep, such as large pictures: it is not there after a reload.
    sessionStorage.removeItem(key(id));
  }
}

function key(id: string): string {
  return `tokenwire-chat-${id}`;
}
