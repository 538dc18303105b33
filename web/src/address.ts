/** What the page's address says: which AI SDK holds the chat, which model is asked, whether the chat is open. */

import { useSyncExternalStore } from "react";

export type Sdk = "4" | "7";

const OPEN = "#chat";
const CHANGED = "tokenwire-address";

/** Return the AI SDK that `?sdk=` names: 4, or else the newest. */
export const useSdk = (): Sdk => (useParameter("sdk") === "4" ? "4" : "7");

/** Return the model that `?model=` names; empty: the service's own. */
export const useModel = (): string => useParameter("model");

/** Return whether the chat is open. */
export const useOpen = (): boolean => useSyncExternalStore(subscribe, () => location.hash === OPEN);

export function changeSdk(sdk: Sdk): void {
  change((url) => url.searchParams.set("sdk", sdk));
}

export function open(): void {
  change((url) => {
    url.hash = OPEN;
  });
}

export function close(): void {
  change((url) => {
    url.hash = "";
  });
}

function useParameter(name: string): string {
  return useSyncExternalStore(subscribe, () => new URLSearchParams(location.search).get(name) ?? "");
}

function change(how: (url: URL) => void): void {
  const url = new URL(location.href);
  how(url);
  history.replaceState(null, "", url);
  dispatchEvent(new Event(CHANGED));
}

function subscribe(changed: () => void): () => void {
  const events = [CHANGED, "popstate", "hashchange"];
  for (const event of events) addEventListener(event, changed);
  return () => {
    for (const event of events) removeEventListener(event, changed);
  };
}
