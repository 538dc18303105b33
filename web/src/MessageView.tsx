import { useState } from "react";
import type { Conversation } from "./conversation.ts";
import { EditMessage } from "./EditMessage.tsx";
import { Files } from "./Files.tsx";
import { Markdown } from "./Markdown.tsx";
import { type Byline, filesOf, type Message, type Part, textOf } from "./message.ts";
import { Reasoning } from "./Reasoning.tsx";
import { Sources } from "./Sources.tsx";
import { Tool } from "./Tool.tsx";

type MessageProps = Pick<Conversation, "answer" | "decide" | "edit" | "regenerate" | "busy"> & {
  message: Message;
  last: boolean;
};

/** One message: what it says, and what can be done about it. */
export function MessageView(props: MessageProps) {
  return props.message.role === "user" ? <Question {...props} /> : <Answer {...props} />;
}

function Question({ message, busy, edit }: MessageProps) {
  const [editing, setEditing] = useState(false);
  const say = (text: string) => {
    setEditing(false);
    edit(message, text);
  };
  return (
    <article className="message user" aria-label="You">
      <Files files={filesOf(message)} />
      {editing ? (
        <EditMessage text={textOf(message)} onSave={say} onCancel={() => setEditing(false)} />
      ) : (
        <>
          <p className="said">{textOf(message)}</p>
          <footer>
            <button type="button" className="quiet" disabled={busy} onClick={() => setEditing(true)}>
              Edit
            </button>
          </footer>
        </>
      )}
    </article>
  );
}

function Answer({ message, busy, last, answer, decide, regenerate }: MessageProps) {
  return (
    <article className="message assistant" aria-label="Assistant">
      {message.parts.map((part, place) => (
        <AnswerPart key={place} part={part} answer={answer} decide={decide} />
      ))}
      <Sources parts={message.parts} />
      {!(last && busy) && (
        <footer>
          {last && (
            <button type="button" className="quiet" onClick={regenerate}>
              Regenerate
            </button>
          )}
          <Facts {...message.byline} />
        </footer>
      )}
    </article>
  );
}

function AnswerPart({ part, answer, decide }: Pick<MessageProps, "answer" | "decide"> & { part: Part }) {
  switch (part.type) {
    case "text":
      return <Markdown text={part.text} />;
    case "reasoning":
      return <Reasoning {...part} />;
    case "tool":
      return <Tool call={part.call} answer={answer} decide={decide} />;
    case "file":
      return <Files files={[part.file]} />;
    case "source":
      // They stand together, at the end.
      return null;
  }
}

function Facts({ model, finishReason, tokens, firstTokenMs }: Byline) {
  const facts = [
    finishReason === "length" && "cut short: it reached its limit",
    finishReason === "content-filter" && "ended by a content filter",
    model,
    tokens !== undefined && `${tokens} tokens`,
    firstTokenMs !== undefined && `first after ${firstTokenMs} ms`,
  ].filter(Boolean);
  return <span className="small">{facts.join(" · ")}</span>;
}
