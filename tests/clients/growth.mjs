/** How the assistant's text grew: when, and how long it was. */

export class Growth {
  /** @type {{atMs: number, length: number}[]} one for each time that the text was longer than ever before */
  updates = [];
  #submittedAt = performance.now();

  submit() {
    this.#submittedAt = performance.now();
  }

  /**
   * @param {string} text all of it, as it can be seen now
   * @returns {boolean} whether it grew
   */
  see(text) {
    // In code points, as Python counts.
    const length = [...text].length;
    if (length <= (this.updates.at(-1)?.length ?? 0)) return false;
    this.updates.push({ atMs: performance.now() - this.#submittedAt, length });
    return true;
  }
}
