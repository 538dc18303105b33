/** What the page asks of the service beside its answers. */

import { ENDPOINT, isService } from "../hooks/endpoint.ts";

/** Whether an answer that is still under way may be found again after a reload. */
export const remembers = isService(ENDPOINT);

/**
 * End an answer that goes on without its client, as it does where RESUME is on.
 *
 * Whether it does is asked first: a stop where nothing runs is refused, and the browser's console would say so.
 */
export async function stopAnswer(chatId: string): Promise<void> {
  if (!remembers) return;
  const chat = `${ENDPOINT}/${encodeURIComponent(chatId)}`;
  try {
    const running = await fetch(`${chat}/stream`);
    await running.body?.cancel();
    if (running.status === 200) await fetch(`${chat}/stop`, { method: "POST" });
  } catch {
    // The service is gone, and its answer with it.
  }
}
