// Node's own HTTP server around a peer's answer.
import { createServer } from "node:http";

export const baseURL = `${process.env.UPSTREAM}/v1`;

export function serve(answer) {
  const server = createServer(async (request, response) => {
    const body = [];
    for await (const data of request) body.push(data);
    await answer(JSON.parse(Buffer.concat(body).toString()), response);
  });
  server.listen(Number(process.argv[2]), "127.0.0.1");
}
