/** Markdown as React elements: no HTML is made of text, so that nothing in it can be more than text. */

import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import { createElement, memo, type ReactNode } from "react";
import { characters } from "./characters.ts";
import { safeLink } from "./safeLink.ts";

/** The page's own headings come first. */
const HEADINGS_BELOW = 2;
const DEEPEST_HEADING = 6;

export function Markdown({ text }: { text: string }) {
  return <div className="markdown">{blocks(lexer(text))}</div>;
}

/** A block that is complete is not drawn again while the answer grows behind it. */
const Block = memo(
  ({ token }: { token: Token }) => draw(token as MarkedToken),
  (before, after) => before.token.raw === after.token.raw && before.token.type === after.token.type,
);

function blocks(tokens: Token[]): ReactNode {
  return tokens.map((token, place) => <Block key={place} token={token} />);
}

function inline(tokens: Token[] | undefined): ReactNode {
  return tokens?.map((token, place) => <Inline key={place} token={token} />);
}

function Inline({ token }: { token: Token }) {
  return draw(token as MarkedToken);
}

function draw(token: MarkedToken): ReactNode {
  switch (token.type) {
    case "heading":
      return createElement(`h${Math.min(token.depth + HEADINGS_BELOW, DEEPEST_HEADING)}`, null, inline(token.tokens));
    case "paragraph":
      return <p>{inline(token.tokens)}</p>;
    case "code":
      return (
        // Longer lines are scrolled, by the keyboard too.
        <pre tabIndex={0} data-language={token.lang || undefined}>
          <code>{token.text}</code>
        </pre>
      );
    case "blockquote":
      return <blockquote>{blocks(token.tokens)}</blockquote>;
    case "list":
      return createElement(
        token.ordered ? "ol" : "ul",
        token.ordered && token.start !== 1 ? { start: token.start } : null,
        token.items.map((item, place) => <li key={place}>{blocks(item.tokens)}</li>),
      );
    case "checkbox":
      return <input type="checkbox" checked={token.checked} disabled aria-label={token.checked ? "done" : "open"} />;
    case "table":
      return <Table {...token} />;
    case "hr":
      return <hr />;
    case "strong":
      return <strong>{inline(token.tokens)}</strong>;
    case "em":
      return <em>{inline(token.tokens)}</em>;
    case "del":
      return <del>{inline(token.tokens)}</del>;
    case "codespan":
      return <code>{token.text}</code>;
    case "br":
      return <br />;
    case "link":
      return <Link href={token.href}>{inline(token.tokens)}</Link>;
    case "image":
      // Loading it would tell somebody that it is read.
      return <Link href={token.href}>{token.text || token.href}</Link>;
    case "text":
      return token.tokens ? inline(token.tokens) : characters(token.text);
    case "escape":
      return token.text;
    case "html":
      return token.raw;
    case "space":
    case "def":
      return null;
    case "list_item":
      return blocks(token.tokens);
  }
}

function Table({ header, rows }: Tokens.Table) {
  return (
    // A wide one is scrolled, by the keyboard too.
    <div className="wide" tabIndex={0} role="group" aria-label="Table">
      <table>
        <thead>
          <tr>
            {header.map((cell, place) => (
              <th key={place} className={cell.align ?? undefined} scope="col">
                {inline(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            <tr key={place}>
              {row.map((cell, column) => (
                <td key={column} className={cell.align ?? undefined}>
                  {inline(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Link({ href, children }: { href: string; children: ReactNode }) {
  const target = safeLink(href);
  if (!target) return children;
  return (
    <a href={target} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
