import {
  type ClipboardEvent,
  type DragEvent,
  type FormEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { ACCEPTED, attachments, MOST_BYTES } from "./attach.ts";
import type { Conversation } from "./conversation.ts";
import { Files } from "./Files.tsx";
import type { Attachment } from "./message.ts";

type ComposerProps = Pick<Conversation, "busy" | "send" | "stop"> & { field: RefObject<HTMLTextAreaElement | null> };

/** Where the user writes: Enter sends, Shift and Enter begin a new line, pictures are pasted, dropped or chosen. */
export function Composer({ busy, send, stop, field }: ComposerProps) {
  const id = useId();
  const chooser = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [files, setFiles] = useState<Attachment[]>([]);
  const [complaint, setComplaint] = useState("");
  const empty = !text.trim() && !files.length;

  useEffect(() => {
    // It may come later than the dialog around it. Whoever chooses another AI SDK stays at the choice.
    if (!(document.activeElement instanceof HTMLSelectElement)) field.current?.focus();
  }, [field]);

  const add = async (added: FileList | null | undefined) => {
    if (!added?.length) return;
    const all = await attachments([...added], files);
    setComplaint(all ? "" : `Files may have ${MOST_BYTES / 1_000_000} MB together.`);
    if (all) setFiles(all);
  };
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (busy || empty) return;
    send(text, files);
    setText("");
    setFiles([]);
    setComplaint("");
    field.current?.focus();
  };
  const type = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  const paste = (event: ClipboardEvent) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    void add(event.clipboardData.files);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void add(event.dataTransfer.files);
  };

  return (
    <form className="composer" onSubmit={submit} onDrop={drop} onDragOver={(event) => event.preventDefault()}>
      <Files files={files} onRemove={(file) => setFiles(files.filter((other) => other !== file))} />
      {complaint && (
        <p role="alert" className="small">
          {complaint}
        </p>
      )}
      <label htmlFor={id}>Message</label>
      <textarea
        id={id}
        ref={field}
        rows={2}
        value={text}
        placeholder="Ask something"
        onChange={({ target }) => setText(target.value)}
        onKeyDown={type}
        onPaste={paste}
      />
      <div className="choices">
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          accept={ACCEPTED}
          aria-label="Files to attach"
          onChange={({ target }) => {
            void add(target.files).then(() => {
              // The same file may be chosen again.
              target.value = "";
            });
          }}
        />
        <button type="button" onClick={() => chooser.current?.click()}>
          Attach
        </button>
        {busy ? (
          <button type="button" className="primary" onClick={stop}>
            Stop
          </button>
        ) : (
          <button type="submit" className="primary" disabled={empty}>
            Send
          </button>
        )}
      </div>
    </form>
  );
}
