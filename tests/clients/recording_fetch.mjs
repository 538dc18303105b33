/** A `fetch` for the client under test, which remembers what was asked. */

/**
 * @param {{buffered: boolean, cut: null | "bytes" | number[]}} options
 *   `buffered` is the control of every test of progress: nothing is handed on until the whole body is here, as behind a
 *   proxy that buffers; then it comes as one chunk. `cut` hands the same body on byte by byte, or cut at these
 *   positions, however the network brought it: each piece is one chunk of the client's.
 * @returns {{fetch: typeof globalThis.fetch, requests: {method: string, url: string, headers: object,
 *   body: string | null}[], flying: () => boolean}}
 *   bodies are the text exactly as sent; `flying` is whether an answer is still being read.
 */
export function recordingFetch({ buffered, cut }) {
  const requests = [];
  let flying = 0;
  const landed = () => {
    flying -= 1;
  };
  return {
    requests,
    flying: () => flying > 0,
    async fetch(url, init = {}) {
      const headers = Object.fromEntries(new Headers(init.headers));
      requests.push({ method: init.method ?? "GET", url: String(url), headers, body: init.body ?? null });
      flying += 1;
      try {
        const response = await globalThis.fetch(url, init);
        if (!response.body) landed();
        return response.body ? new Response(handedOn(response.body, { buffered, cut, landed }), response) : response;
      } catch (error) {
        landed();
        throw error;
      }
    },
  };
}

function handedOn(body, { buffered, cut, landed }) {
  const pieces = buffered || cut ? gathered(body, cut) : body[Symbol.asyncIterator]();
  let ended = false;
  const end = () => {
    if (!ended) landed();
    ended = true;
  };
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next();
          if (!done) return controller.enqueue(value);
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        end();
      },
      cancel(reason) {
        end();
        return pieces.return(reason);
      },
    },
    // Nothing is read ahead: what the client has not asked for is not here yet.
    { highWaterMark: 0 },
  );
}

async function* gathered(body, cut) {
  const arrived = [];
  let failure = null;
  try {
    for await (const chunk of body) arrived.push(chunk);
  } catch (error) {
    failure = error;
  }
  const whole = Buffer.concat(arrived);
  const positions = cut === "bytes" ? Array.from(whole.keys()) : (cut ?? []);
  let start = 0;
  for (const end of [...positions, whole.length]) {
    if (end > start) yield new Uint8Array(whole.subarray(start, end));
    start = end;
  }
  if (failure) throw failure;
}
