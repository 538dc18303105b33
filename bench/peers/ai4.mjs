// The AI SDK 4, as its documentation shows it.
import { streamText } from "ai4";
import { createOpenAI } from "ai4-openai";
import { baseURL, serve } from "./serving.mjs";

const openai = createOpenAI({ apiKey: "bench", baseURL, compatibility: "strict" });

serve(({ messages }, response) => {
  streamText({ model: openai("gpt-4o-mini"), messages }).pipeDataStreamToResponse(response);
});
