/** Errors, for a report. */

/** @param {Error | undefined | null} error */
export function told(error) {
  return error ? { name: error.name, message: error.message } : null;
}
