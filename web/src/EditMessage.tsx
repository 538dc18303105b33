import { type FormEvent, type KeyboardEvent, useId, useState } from "react";

type EditMessageProps = { text: string; onSave: (text: string) => void; onCancel: () => void };

/** A message of the user's, being changed. */
export function EditMessage({ text, onSave, onCancel }: EditMessageProps) {
  const id = useId();
  const [changed, setChanged] = useState(text);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (changed.trim()) onSave(changed);
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    // It would close the whole chat.
    event.preventDefault();
    onCancel();
  };
  return (
    <form className="edit" onSubmit={save} onKeyDown={leave}>
      <label htmlFor={id}>Change your message</label>
      <textarea id={id} autoFocus rows={3} value={changed} onChange={({ target }) => setChanged(target.value)} />
      <div className="choices">
        <button type="submit" className="primary">
          Send
        </button>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
