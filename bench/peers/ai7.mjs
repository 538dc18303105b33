// The AI SDK 7, as its documentation shows it.
import { convertToModelMessages, streamText } from "ai7";
import { createOpenAI } from "ai7-openai";
import { baseURL, serve } from "./serving.mjs";

const openai = createOpenAI({ apiKey: "bench", baseURL });

serve(async ({ messages }, response) => {
  const model = openai.chat("gpt-4o-mini");
  const result = streamText({ model, messages: await convertToModelMessages(messages) });
  result.pipeUIMessageStreamToResponse(response);
});
