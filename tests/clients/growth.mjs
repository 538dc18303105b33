/** How the assistant's text grew: when, and how long it was. */

export class Growth {
  /** @type {{atMs: number, length: number}[]} one for each time that the text was longer than before */
  updates = [];
  #submittedAt = performance.now();
  #length = 0;
  #stop;

  /** @param {number | null} stopAfterUpdates after how many the user has seen enough */
  constructor(stopAfterUpdates = null) {
    this.#stop = stopAfterUpdates;
  }

  submit() {
    this.#submittedAt = performance.now();
    this.#length = 0;
  }

  /**
   * @param {string} text all of it, as it can be seen now
   * @param {() => void} stop what the user presses
   */
  see(text, stop) {
    // In code points, as Python counts.
    const length = [...text].length;
    if (length <= this.#length) return;
    this.#length = length;
    this.updates.push({ atMs: performance.now() - this.#submittedAt, length });
    if (this.updates.length === this.#stop) stop();
  }
}
