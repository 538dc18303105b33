/** Ids of the client's own making, which are recognised in a report. */

/** @returns {() => string} */
export function generateIds() {
  let made = 0;
  return () => {
    made += 1;
    return `client-${made}`;
  };
}
