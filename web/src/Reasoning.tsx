/** What the model thinks, folded away. */
export function Reasoning({ text, thinking }: { text: string; thinking: boolean }) {
  return (
    <details className="reasoning">
      <summary>{thinking ? "Thinking…" : "Thoughts"}</summary>
      <p>{text}</p>
    </details>
  );
}
