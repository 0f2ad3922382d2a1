/** In lower case, without default port and last slash. What is no URL comes back as it is; the server refuses it. */
export function address(url: string): string {
  const { pathname = '' } = parseUrl(url) ?? {};
  return `${externalHost(url)}${pathname.replace(/\/$/, '')}`;
}

/**
 * The external host as an outpost must store it: it compares `host[:port]` as text with what a browser sends, so capitals and default
 * ports would never match. The way back from a login is right below it, whatever path of the host leads to the service.
 */
export function externalHost(url: string): string {
  const { protocol, host } = parseUrl(url) ?? {};
  return host === undefined ? url.trim() : `${protocol}//${host}`;
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
