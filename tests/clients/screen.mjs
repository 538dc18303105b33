/** A hook, mounted in a document of its own and rendering into it. */

import { createElement, useLayoutEffect, useState } from "react";
import { createRoot } from "react-dom/client";

export class Screen {
  /** What the hook returned when it was last committed. */
  hook = null;
  #root = null;
  #setTurn = null;
  #turn = 0;
  #committed = () => {};

  /**
   * @param {() => object} useHook
   * @param {(hook: object) => string[]} paragraphs what an application shows of it
   * @param {(texts: string[], hook: object) => void} onCommit is told whenever the document has changed
   * @returns {Promise<Screen>} when it is mounted
   */
  static async mount(useHook, paragraphs, onCommit) {
    const screen = new Screen();
    const container = document.createElement("main");
    screen.#root = createRoot(container);
    await new Promise((mounted) => {
      function Application() {
        const [turn, setTurn] = useState(0);
        const hook = useHook();
        useLayoutEffect(() => {
          screen.hook = hook;
          screen.#setTurn = setTurn;
          onCommit(Array.from(container.children, (child) => child.textContent), hook);
          screen.#committed(turn);
          mounted();
        });
        return paragraphs(hook).map((text, index) => createElement("p", { key: index }, text));
      }
      screen.#root.render(createElement(Application));
    });
    // The hook listens to its store once this has been rendered, too.
    await screen.refresh();
    return screen;
  }

  /** Returns when all that the hook knows by now is in the document: React renders what changed before along with it. */
  async refresh() {
    this.#turn += 1;
    const asked = this.#turn;
    const committed = new Promise((resolve) => {
      this.#committed = (turn) => {
        if (turn >= asked) resolve();
      };
    });
    this.#setTurn(asked);
    await committed;
  }

  unmount() {
    this.#root.unmount();
  }
}
