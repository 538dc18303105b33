import type { Part } from "./message.ts";
import { safeLink } from "./safeLink.ts";

/** What an answer rests on. */
export function Sources({ parts }: { parts: Part[] }) {
  const sources = parts.filter((part) => part.type === "source");
  if (!sources.length) return null;
  return (
    <section className="sources" aria-label="Sources">
      <p>Sources</p>
      <ol>
        {sources.map(({ url, title }, place) => {
          const target = safeLink(url);
          return (
            <li key={place}>
              {target ? (
                <a href={target} target="_blank" rel="noopener noreferrer">
                  {title}
                </a>
              ) : (
                title
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
