// Writes what its event asks for: {"chunks": n, "size": bytes}.
import { once } from "node:events";

export const handler = globalThis.awslambda.streamifyResponse(async ({ chunks, size }, stream) => {
  const chunk = Buffer.alloc(size, "~");
  for (let number = 0; number < chunks; number += 1) {
    if (!stream.write(chunk)) await once(stream, "drain");
  }
  stream.end();
});
