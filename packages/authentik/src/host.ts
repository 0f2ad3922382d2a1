import type { ProxySpec } from './spec.js';

/**
 * The external host as an outpost must store it: it compares `host[:port]` as text with what a browser sends,
 * so capitals and default ports would never match. What is no URL comes back as it is; the server refuses it.
 */
export function externalHost(url: string): string {
  const parsed = parse(url);
  if (parsed === null) return url.trim();
  const { protocol, host, pathname } = parsed;
  return `${protocol}//${host}${pathname === '/' ? '' : pathname.replace(/\/$/, '')}`;
}

/** What an outpost tells applications apart by: `host[:port]`. */
export const hostOf = (url: string): string => parse(url)?.host ?? url.trim().toLowerCase();

/** Not by `URL.canParse`: once compiled, that of Node 20 denies names like `bücher.example.org`. */
function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

/** What an outpost tells providers apart by: in one outpost, no two may have one in common. */
export function claimsOf(provider: Pick<ProxySpec, 'mode' | 'externalHost' | 'cookieDomain'>): string[] {
  const host = `host ${hostOf(provider.externalHost)}`;
  return provider.mode === 'forward_domain' ? [host, `domain ${provider.cookieDomain}`] : [host];
}
