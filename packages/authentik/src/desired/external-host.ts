/**
 * The external host as an outpost must store it: it compares `host[:port]` as text with what a browser sends,
 * so capitals and default ports would never match. What is no URL comes back as it is; the server refuses it.
 */
export function externalHost(url: string): string {
  const parsed = parseUrl(url);
  if (parsed === null) return url.trim();
  const { protocol, host, pathname } = parsed;
  return `${protocol}//${host}${pathname.replace(/\/$/, '')}`;
}

/** `host[:port]`, by which an outpost chooses the application. */
export const hostOf = (url: string): string => parseUrl(url)?.host ?? url.trim().toLowerCase();

/** The same address at another host. */
export function withHost(url: string, host: string): string {
  const { protocol, port } = parseUrl(url) ?? { protocol: 'https:', port: '' };
  return `${protocol}//${host}${port === '' ? '' : `:${port}`}`;
}

/** Not by `URL.canParse`: once compiled, that of Node 20 denies names like `bücher.example.org`. */
function parseUrl(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}
