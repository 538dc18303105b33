/** A conversation through the real `AbstractChat` of ai 5 to 7, on which the hooks of every framework stand. */

import { act, actionsOf } from "./actions.mjs";
import { chatOptions, reportOf, textOf } from "./chat_options.mjs";
import { Growth } from "./growth.mjs";
import { recordingFetch } from "./recording_fetch.mjs";
import { settled } from "./settled.mjs";

export const chatDoor = ({ ai }) => {
  class Chat extends ai.AbstractChat {}

  return async function chat(conversation) {
    const recording = recordingFetch(conversation);
    const growth = new Growth(conversation.stopAfterUpdates);
    const previews = [];
    let held = null;
    const { options, seen } = chatOptions(ai, conversation, recording, () => held);
    const { messages, ...others } = options;
    const state = new State(messages, (last) => {
      if (last.role !== "assistant") return;
      growth.see(textOf(last), () => held.stop());
      previews.push(...last.parts.filter(({ preliminary }) => preliminary).map(({ output }) => output));
    });
    held = new Chat({ ...others, state });

    for (const action of actionsOf(conversation)) {
      seen.finish = null;
      growth.submit();
      await act(() => held, action);
      await settled(() => held.status, recording.flying);
    }
    return { ...reportOf(held, seen), requests: recording.requests, updates: growth.updates, previews };
  };
};

/** What a framework's package brings: a place for what is shown. */
class State {
  status = "ready";
  error = undefined;
  messages;
  #see;

  constructor(messages, see) {
    this.messages = messages;
    this.#see = see;
  }

  pushMessage(message) {
    this.messages = [...this.messages, message];
    this.#see(message);
  }

  popMessage() {
    this.messages = this.messages.slice(0, -1);
  }

  replaceMessage(index, message) {
    this.messages = this.messages.with(index, this.snapshot(message));
    this.#see(this.messages.at(-1));
  }

  snapshot(value) {
    return structuredClone(value);
  }
}
