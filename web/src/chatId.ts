/** The conversation of this tab, one for each AI SDK: their messages differ. */

import { useState } from "react";
import type { Sdk } from "./address.ts";

/** Return its id, which a reload keeps, and what begins another. */
export function useChatId(sdk: Sdk): [string, () => void] {
  const [, draw] = useState(0);
  const key = `tokenwire-chat-id-${sdk}`;
  const id = sessionStorage.getItem(key) ?? made(key);
  return [
    id,
    () => {
      made(key);
      draw((count) => count + 1);
    },
  ];
}

function made(key: string): string {
  // Whoever knows it can follow the answer, so nobody may guess it. `randomUUID` is missing on a page without TLS.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(key, id);
  return id;
}
