/** What a program does around its conversation: read the argument, keep the time, print one JSON object, exit. */

import { readArguments } from "./arguments.mjs";

/**
 * Exits with 0 when there is a report, an error of the client included, and with 1 when the program itself failed.
 *
 * @param {(options: ReturnType<typeof readArguments>) => Promise<object>} converse returns the report
 */
export async function run(converse) {
  try {
    const options = readArguments(process.argv);
    const report = await Promise.race([converse(options), timeout(options.timeoutMs)]);
    // Exiting is left to nobody else: an idle connection or a timer of the document would keep the process.
    process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
  } catch (error) {
    process.stderr.write(`${error.message}\n`, () => process.exit(1));
  }
}

function timeout(milliseconds) {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`not done after ${milliseconds} ms`)), milliseconds);
  });
}
