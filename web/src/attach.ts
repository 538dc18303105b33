/** Files that the user chooses, pastes or drops: read here, sent with the message. */

import type { Attachment } from "./message.ts";

/** All of a message together; the service takes 6 MB, and base64 makes a third more of it. */
export const MOST_BYTES = 4_000_000;

/** What the service reads. */
export const ACCEPTED = "image/*,application/pdf,text/*,audio/wav,audio/mpeg";

/** Return the files as they are attached; null where they are too large together. */
export async function attachments(files: readonly File[], before: readonly Attachment[]): Promise<Attachment[] | null> {
  const added = await Promise.all(files.map(read));
  const all = [...before, ...added];
  return all.reduce((size, { url }) => size + url.length, 0) > (MOST_BYTES * 4) / 3 ? null : all;
}

function read(file: File): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ url: String(reader.result), mediaType: file.type, name: file.name });
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
