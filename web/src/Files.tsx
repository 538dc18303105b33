import type { Attachment } from "./message.ts";
import { safeLink } from "./safeLink.ts";

/** Files: pictures are shown, others are named and can be opened. */
export function Files({ files, onRemove }: { files: Attachment[]; onRemove?: (file: Attachment) => void }) {
  if (!files.length) return null;
  return (
    <ul className="files" aria-label="Files">
      {files.map((file, place) => (
        <li key={place}>
          <File {...file} />
          {onRemove && (
            <RemoveButton name={nameOf(file)} onClick={() => onRemove(file)} />
          )}
        </li>
      ))}
    </ul>
  );
}

function RemoveButton({ name, onClick }: { name: string; onClick: () => void }) {
  return (
    <button type="button" className="quiet" aria-label={`Remove ${name}`} onClick={onClick}>
      ×
    </button>
  );
}

function File(file: Attachment) {
  const name = nameOf(file);
  // What is elsewhere is linked to and not loaded.
  const isHere = file.url.startsWith("data:");
  if (isHere && file.mediaType.startsWith("image/")) return <img src={file.url} alt={name} />;
  if (isHere) {
    return (
      <a href={file.url} download={name}>
        {name}
      </a>
    );
  }
  const target = safeLink(file.url);
  return target ? (
    <a href={target} target="_blank" rel="noopener noreferrer">
      {name}
    </a>
  ) : (
    name
  );
}

function nameOf({ name, mediaType }: Attachment): string {
  return name || mediaType || "file";
}
