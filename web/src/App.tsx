import { ENDPOINT } from "../hooks/endpoint.ts";
import { open } from "./address.ts";
import { ChatModal } from "./ChatModal.tsx";

export function App() {
  return (
    <>
      <main>
        <h1>Tokenwire</h1>
        <p>
          A page with a chat, for whoever builds one. It asks <code>{ENDPOINT}</code>.
        </p>
        <button type="button" className="primary" onClick={open}>
          Open AI Chat
        </button>
      </main>
      <ChatModal />
    </>
  );
}
