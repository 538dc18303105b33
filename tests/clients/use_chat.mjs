/** A conversation through the real `useChat` of @ai-sdk/react 2 to 4 (ai 5 to 7), rendering into a document. */

import { act, actionsOf } from "./actions.mjs";
import { chatOptions, reportOf, textOf } from "./chat_options.mjs";
import { Growth } from "./growth.mjs";
import { recordingFetch } from "./recording_fetch.mjs";
import { Screen } from "./screen.mjs";
import { settled } from "./settled.mjs";

export const useChatDoor = ({ ai, hooks }) =>
  async function useChat(conversation) {
    const recording = recordingFetch(conversation);
    const growth = new Growth(conversation.stopAfterUpdates);
    let screen = null;
    const { options, seen } = chatOptions(ai, conversation, recording, () => screen.hook);

    const paragraphs = ({ messages }) => messages.map(textOf);
    screen = await Screen.mount(() => hooks.useChat({ ...options, resume: conversation.resume }), paragraphs, (texts, chat) => {
      if (chat.messages.at(-1)?.role === "assistant") growth.see(texts.at(-1), () => chat.stop());
    });

    const rest = () => settled(() => screen.hook.status, recording.flying, () => screen.refresh());

    if (conversation.resume) await rest();
    for (const action of actionsOf(conversation)) {
      seen.finish = null;
      growth.submit();
      await act(() => screen.hook, action);
      await rest();
    }
    screen.unmount();
    return { ...reportOf(screen.hook, seen), requests: recording.requests, updates: growth.updates };
  };
