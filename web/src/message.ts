/** A message as it is shown, whichever AI SDK it came through. */

export type ToolState =
  /** The model still writes its arguments. */
  | "forming"
  /** The service runs it; `output` is what it has so far. */
  | "running"
  /** This page is to answer it. */
  | "waiting"
  /** The user is asked first. */
  | "asking"
  | "allowed"
  | "denied"
  | "done"
  | "failed"
  /** The answer ended before it did. */
  | "abandoned";

export type ToolCall = {
  id: string;
  name: string;
  state: ToolState;
  input: unknown;
  output: unknown;
  /** What went wrong, in words; empty if nothing did. */
  error: string;
  /** What the user's answer must name; empty where nobody asks. */
  approvalId: string;
};

/** A file that was attached, or that the model made. */
export type Attachment = { url: string; mediaType: string; name: string };

export type Part =
  | { type: "text"; text: string }
  | { type: "reasoning"; text: string; thinking: boolean }
  | { type: "tool"; call: ToolCall }
  | { type: "source"; url: string; title: string }
  | { type: "file"; file: Attachment };

/** What is known about an answer that is complete; what nobody said is undefined. */
export type Byline = {
  model?: string | undefined;
  finishReason?: string | undefined;
  tokens?: number | undefined;
  firstTokenMs?: number | undefined;
};

export type Message = {
  id: string;
  role: "user" | "assistant";
  parts: Part[];
  byline: Byline;
};

/** Return all the text of a message. */
export function textOf({ parts }: Message): string {
  return parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}

/** Return the files of a message. */
export function filesOf({ parts }: Message): Attachment[] {
  return parts.flatMap((part) => (part.type === "file" ? [part.file] : []));
}
