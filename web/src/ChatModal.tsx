import { lazy, Suspense, useCallback, useId, useRef } from "react";
import { changeSdk, close, type Sdk, useModel, useOpen, useSdk } from "./address.ts";
import { Chat } from "./Chat.tsx";
import { useChatId } from "./chatId.ts";
import { Modal } from "./Modal.tsx";

const TITLE = "AI Chat";

/** One of them is loaded, and not both. */
const CONVERSATIONS = {
  "4": lazy(() => import("./Conversation4.tsx")),
  "7": lazy(() => import("./Conversation7.tsx")),
};

/** The chat, in front of the page. */
export function ChatModal() {
  const sdk = useSdk();
  const model = useModel();
  const [id, begin] = useChatId(sdk);
  const field = useRef<HTMLTextAreaElement>(null);
  const write = useCallback(() => field.current?.focus(), []);
  const Conversation = CONVERSATIONS[sdk];
  return (
    <Modal isOpen={useOpen()} title={TITLE} onClose={close} onOpened={write}>
      <header>
        <h2>{TITLE}</h2>
        <SdkChoice sdk={sdk} />
        <button type="button" onClick={begin}>
          New chat
        </button>
        <button type="button" aria-label="Close" onClick={close}>
          ×
        </button>
      </header>
      <Suspense fallback={<p className="log small">Loading…</p>}>
        <Conversation key={id} id={id} model={model}>
          {(conversation) => <Chat conversation={conversation} field={field} />}
        </Conversation>
      </Suspense>
    </Modal>
  );
}

function SdkChoice({ sdk }: { sdk: Sdk }) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>AI SDK</label>
      <select id={id} value={sdk} onChange={({ target }) => changeSdk(target.value as Sdk)}>
        <option value="7">newest (7)</option>
        <option value="4">4</option>
      </select>
    </>
  );
}
