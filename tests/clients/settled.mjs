/** When a conversation has come to rest. */

const CALM_MS = 1;
const CALM_TIMES = 4;
const STUCK_MS = 250;

/**
 * Waits until the client says that it is done and does not go on by itself. One that neither says so nor waits for an
 * answer is stuck: it is left as it is, for its status to be seen.
 *
 * @param {() => string} status the client's
 * @param {() => boolean} flying whether it is reading an answer
 * @param {() => Promise<void>} refresh waits until the status is that of now
 */
export async function settled(status, flying, refresh = async () => {}) {
  let calm = 0;
  let quietSince = performance.now();
  while (calm < CALM_TIMES && performance.now() - quietSince < STUCK_MS) {
    await new Promise((resolve) => setTimeout(resolve, CALM_MS));
    await refresh();
    const done = ["ready", "error"].includes(status());
    calm = done ? calm + 1 : 0;
    if (done || flying()) quietSince = performance.now();
  }
}
