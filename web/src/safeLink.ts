const SCHEMES = new Set(["http:", "https:", "mailto:"]);

/** Return an address that a link may lead to; null for scripts, relative addresses and what is none. */
export function safeLink(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return SCHEMES.has(url.protocol) ? url.href : null;
}
