import { type FormEvent, useId, useState } from "react";
import type { ToolCall } from "./message.ts";

type ClientToolProps = { call: ToolCall; onAnswer: (output: unknown) => void };

/** A tool that this page runs: by asking. */
export function ClientTool({ call, onAnswer }: ClientToolProps) {
  const question = questionOf(call.input);
  if (!question) return <AnyAnswer name={call.name} onAnswer={onAnswer} />;
  return (
    <div role="group" aria-label={question.words} className="choices">
      <span>{question.words}</span>
      {question.choices.map((choice) => (
        <button type="button" key={choice} onClick={() => onAnswer(choice)}>
          {choice}
        </button>
      ))}
    </div>
  );
}

/** For a tool that this page does not know: the user says what it returns. */
function AnyAnswer({ name, onAnswer }: { name: string; onAnswer: (output: unknown) => void }) {
  const id = useId();
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAnswer(valueOf(text));
  };
  return (
    <form className="choices" onSubmit={submit}>
      <label htmlFor={id}>What {name} returns, as text or JSON</label>
      <input id={id} value={text} onChange={({ target }) => setText(target.value)} />
      <button type="submit">Answer</button>
    </form>
  );
}

function questionOf(input: unknown): { words: string; choices: string[] } | null {
  if (typeof input !== "object" || input === null || !("question" in input) || !("choices" in input)) return null;
  const { question, choices } = input;
  if (typeof question !== "string" || !Array.isArray(choices)) return null;
  return { words: question, choices: [...new Set(choices.map(String))] };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
