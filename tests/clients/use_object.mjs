/** One object through the real `useObject` of any @ai-sdk/react; `body` is what is submitted, `schema` its JSON schema. */

import { told } from "./errors.mjs";
import { Growth } from "./growth.mjs";
import { recordingFetch } from "./recording_fetch.mjs";
import { Screen } from "./screen.mjs";
import { settled } from "./settled.mjs";

export const useObjectDoor = ({ ai, hooks }) =>
  async function useObject(conversation) {
    const { api, chatId, body, headers } = conversation;
    const { fetch, requests, flying } = recordingFetch(conversation);
    const growth = new Growth(conversation.stopAfterUpdates);
    const errors = [];
    const onError = (error) => errors.push(told(error));
    const options = { id: chatId, api, headers, fetch, schema: ai.jsonSchema(conversation.schema), onError };

    const paragraphs = ({ object }) => [JSON.stringify(object ?? "")];
    const screen = await Screen.mount(() => hooks.experimental_useObject(options), paragraphs, ([text], object) =>
      growth.see(text, () => object.stop()),
    );
    growth.submit();
    await screen.hook.submit(body);
    await settled(() => statusOf(screen.hook), flying, () => screen.refresh());

    const { object, error } = screen.hook;
    screen.unmount();
    return {
      messages: [],
      status: statusOf(screen.hook),
      text: "",
      object: object ?? null,
      finishReason: null,
      usage: null,
      error: told(error),
      errors,
      data: [],
      requests,
      updates: growth.updates,
    };
  };

/** In useChat's words. */
function statusOf({ isLoading, error }) {
  if (isLoading) return "streaming";
  return error ? "error" : "ready";
}
