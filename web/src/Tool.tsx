import { ClientTool } from "./ClientTool.tsx";
import type { Conversation } from "./conversation.ts";
import { type ToolCall, type ToolState } from "./message.ts";

const WORDS: Record<ToolState, string> = {
  forming: "is being called",
  running: "is running",
  waiting: "waits for you",
  asking: "asks first",
  allowed: "was allowed",
  denied: "was denied",
  done: "is done",
  failed: "failed",
  abandoned: "was not finished",
};

type ToolProps = Pick<Conversation, "answer" | "decide"> & { call: ToolCall };

/** A call of a tool: its arguments as they form, what is asked of the user, and what came of it. */
export function Tool({ call, answer, decide }: ToolProps) {
  return (
    <section className={`tool ${call.state}`} aria-label={`Tool ${call.name}`}>
      <p className="tool-name">
        <code>{call.name}</code> <span data-state={call.state}>{WORDS[call.state]}</span>
      </p>
      <Json label="Arguments" value={call.input} />
      {call.state === "asking" && <Approval call={call} decide={decide} />}
      {call.state === "waiting" && <ClientTool call={call} onAnswer={(output) => answer(call, output)} />}
      {call.error ? <p className="tool-error">{call.error}</p> : <Json label="Result" value={call.output} />}
    </section>
  );
}

function Approval({ call, decide }: Pick<ToolProps, "call" | "decide">) {
  return (
    <div role="group" aria-label={`May ${call.name} run?`} className="choices">
      <span>May it run?</span>
      <button type="button" className="primary" onClick={() => decide(call, true)}>
        Approve
      </button>
      <button type="button" onClick={() => decide(call, false)}>
        Deny
      </button>
    </div>
  );
}

function Json({ label, value }: { label: string; value: unknown }) {
  if (value === undefined) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return (
    <figure>
      <figcaption>{label}</figcaption>
      <pre tabIndex={0}>{text}</pre>
    </figure>
  );
}
