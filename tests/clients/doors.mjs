/** How an application holds a client: its doors, by name, for each generation. */

// Before any hook is loaded.
import "./document.mjs";

import { callChatApiDoor } from "./call_chat_api.mjs";
import { chatDoor } from "./chat.mjs";
import { useChatDoor } from "./use_chat.mjs";
import { useChat4Door } from "./use_chat4.mjs";
import { useCompletionDoor } from "./use_completion.mjs";
import { useObjectDoor } from "./use_object.mjs";

/**
 * @param {string} generation the name of a folder in `generations`
 * @returns {Promise<Record<string, (conversation: import("./arguments.mjs").Conversation) => Promise<object>>>}
 */
export async function opened(generation) {
  const library = await import(`./generations/${generation}/library.mjs`);
  const hooks = { useCompletion: useCompletionDoor(library), useObject: useObjectDoor(library) };
  return "callChatApi" in library.ai
    ? { useChat: useChat4Door(library), callChatApi: callChatApiDoor(library), ...hooks }
    : { useChat: useChatDoor(library), Chat: chatDoor(library), ...hooks };
}
