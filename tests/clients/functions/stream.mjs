// Handlers for AWS's own runtime client for Node.js. The event's body is what to do.
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const { streamifyResponse, HttpResponseStream } = globalThis.awslambda;

const metadata = {
  statusCode: 201,
  headers: { "Content-Type": "text/event-stream", "X-Sender": "node" },
  cookies: ["a=1", "b=2"],
};

export const handler = streamifyResponse(async (event, stream, _context) => {
  const { verb, gate } = event.body ? JSON.parse(event.body) : event;
  if (verb === "fail first") throw new TypeError("too early");
  if (verb === "raw") {
    stream.setContentType("text/plain");
    stream.end("raw");
    return;
  }
  const http = HttpResponseStream.from(stream, metadata);
  http.write("data: first\n\n");
  if (verb === "fail") throw new TypeError("too late");
  while (gate && !existsSync(gate)) await sleep(5);
  http.write("data: last\n\n");
  http.end();
});
