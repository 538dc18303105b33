/** One completion through the real `useCompletion` of any @ai-sdk/react; `message` is the prompt. */

import { told } from "./errors.mjs";
import { Growth } from "./growth.mjs";
import { recordingFetch } from "./recording_fetch.mjs";
import { Screen } from "./screen.mjs";
import { settled } from "./settled.mjs";

export const useCompletionDoor = ({ ai, hooks }) =>
  async function useCompletion(conversation) {
    const { api, chatId, body, headers, protocol, message } = conversation;
    const { fetch, requests, flying } = recordingFetch(conversation);
    const growth = new Growth(conversation.stopAfterUpdates);
    const errors = [];
    const streamProtocol = protocol === "text" ? "text" : undefined;
    const onError = (error) => errors.push(told(error));
    const options = { id: chatId, api, body, headers, fetch, streamProtocol, onError };

    const paragraphs = ({ completion }) => [completion];
    const screen = await Screen.mount(() => hooks.useCompletion(options), paragraphs, ([text], completion) =>
      growth.see(text, () => completion.stop()),
    );
    growth.submit();
    await screen.hook.complete(message);
    await settled(() => statusOf(screen.hook), flying, () => screen.refresh());

    const { completion, error, data } = screen.hook;
    screen.unmount();
    return {
      messages: [],
      status: statusOf(screen.hook),
      text: completion,
      finishReason: null,
      usage: null,
      error: told(error),
      errors,
      data: data ?? [],
      requests,
      updates: growth.updates,
    };
  };

/** In useChat's words. */
function statusOf({ isLoading, error }) {
  if (isLoading) return "streaming";
  return error ? "error" : "ready";
}
