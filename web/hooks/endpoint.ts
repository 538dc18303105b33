/** Where the chat is asked: put in by the bundler, from the environment variable LAMBDA_ENDPOINT of the build. */

import { LOCAL_SERVICE } from "./localService.ts";

declare const process: { env: { LAMBDA_ENDPOINT?: string } };

const SERVICE_PATH = "/api/chat";

/** The address that is asked. */
export const ENDPOINT = chatAddress(process.env.LAMBDA_ENDPOINT || LOCAL_SERVICE, globalThis.location?.href);

/**
 * Return the address of the chat.
 *
 * @param configured a service or a Function URL, then its chat is asked; an address with a path of its own, such as
 *   that of Lambda's invocations, is asked as it is.
 * @param page what a relative address is relative to.
 */
export function chatAddress(configured: string, page?: string): string {
  const url = new URL(configured, page);
  if (url.pathname === "/") url.pathname = SERVICE_PATH;
  return url.href;
}

/** Return whether an answer may be found again there when the page has been reloaded: invocations know no chats. */
export function isService(address: string): boolean {
  return new URL(address).pathname.endsWith(SERVICE_PATH);
}

/** Return the same address with `?name=value`. */
export function withQuery(address: string, name: string, value: string): string {
  const url = new URL(address);
  url.searchParams.set(name, value);
  return url.href;
}
