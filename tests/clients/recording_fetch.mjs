/** A `fetch` for the client under test, which remembers what was asked. */

/**
 * @param {{buffered: boolean}} options `buffered` is the control of every test of progress: nothing is handed on until
 *   the whole body is here, as behind a proxy that buffers; then it comes as one chunk.
 * @returns {{fetch: typeof globalThis.fetch, requests: {method: string, url: string, headers: object, body: string}[]}}
 *   bodies are the text exactly as sent.
 */
export function recordingFetch({ buffered }) {
  const requests = [];
  return {
    requests,
    async fetch(url, init) {
      const headers = Object.fromEntries(new Headers(init.headers));
      requests.push({ method: init.method, url: String(url), headers, body: init.body });
      const response = await globalThis.fetch(url, init);
      return buffered ? new Response(await response.arrayBuffer(), response) : response;
    },
  };
}
