/**
 * A document for React to render into. To be imported before React and SWR: they look at the globals once, when loaded.
 */

import { JSDOM } from "jsdom";

// What a browser gets, and React's other build talks on stdout.
process.env.NODE_ENV = "production";

const { window } = new JSDOM("<!doctype html>", { url: "http://localhost/" });

// No more than the hook and React ask for: fetch, streams and AbortController stay Node's, they must fit each other.
Object.assign(globalThis, { window, document: window.document, FileList: window.FileList });
