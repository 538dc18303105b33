/**
 * Has conversations through the real client of one generation: `node program.mjs <generation>`.
 *
 * Each line of stdin is a JSON list of conversations (`arguments.mjs`), had side by side; each line of stdout is the list
 * of their outcomes: `{"report": ...}`, errors of the client included, or `{"failed": ...}` when the program itself did.
 * It ends with stdin: starting Node and loading a client takes longer than a hundred conversations.
 */

import { createInterface } from "node:readline";

import { readArguments } from "./arguments.mjs";
import { opened } from "./doors.mjs";

const SIDE_BY_SIDE = 8;

const doors = await opened(process.argv[2]);

async function converse(given) {
  let timer;
  try {
    const conversation = readArguments(given);
    const door = doors[conversation.door];
    if (!door) throw new Error(`${process.argv[2]} has no ${conversation.door}`);
    const timeout = new Promise((_resolve, reject) => {
      const { timeoutMs } = conversation;
      timer = setTimeout(() => reject(new Error(`not done after ${timeoutMs} ms`)), timeoutMs);
    });
    return { report: await Promise.race([door(conversation), timeout]) };
  } catch (error) {
    return { failed: error.message };
  } finally {
    clearTimeout(timer);
  }
}

async function converseAll(given) {
  const outcomes = [];
  let next = 0;
  const oneAfterTheOther = async () => {
    while (next < given.length) {
      const index = next++;
      outcomes[index] = await converse(given[index]);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, oneAfterTheOther));
  return outcomes;
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await converseAll(JSON.parse(line)))}\n`);
}
// Exiting is left to nobody else: an idle connection or a timer of the document would keep the process.
process.exit(0);
