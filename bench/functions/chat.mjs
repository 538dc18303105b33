// The AI SDK 4 in a streaming function.
import { pipeline } from "node:stream/promises";
import { streamText } from "ai4";
import { createOpenAI } from "ai4-openai";

const { streamifyResponse, HttpResponseStream } = globalThis.awslambda;
const openai = createOpenAI({ apiKey: "bench", baseURL: process.env.OPENAI_BASE_URL, compatibility: "strict" });
const metadata = { statusCode: 200, headers: { "content-type": "text/plain", "x-vercel-ai-data-stream": "v1" } };

export const handler = streamifyResponse(async ({ payload }, stream) => {
  const result = streamText({ model: openai("gpt-4o-mini"), messages: payload.messages });
  await pipeline(result.toDataStream(), HttpResponseStream.from(stream, metadata));
});
