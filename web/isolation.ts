/** What the built page may load and run: itself, and nothing else. */

import { LOCAL_SERVICE } from "./hooks/localService.ts";

/** Return the Content-Security-Policy of a page that asks `endpoint`. */
export function isolation(endpoint: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // Pictures that the user attaches or the model makes, never those that it links to.
    "img-src 'self' data:",
    `connect-src 'self'${foreign(endpoint || LOCAL_SERVICE)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

function foreign(endpoint: string): string {
  return URL.canParse(endpoint) ? ` ${new URL(endpoint).origin}` : "";
}
