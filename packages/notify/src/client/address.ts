import { HlError } from '@hl/core';

/** The URL of a channel, taken apart; the whole of it is a secret. */
export interface Address {
  /** What comes before `://`, without what is said of http in it: `ntfy`. */
  readonly scheme: string;
  /** `https://ntfy.example.org:8443` */
  readonly origin: string;
  /** Host and port as they were written. */
  readonly host: string;
  readonly user: string;
  readonly password: string;
  /** Its parts, decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** `kind://…` and `kind+http://…`; https where nothing is said. Null: it is none. */
export function addressOf(url: string): Address | null {
  const [, scheme, protocol = 'https', rest = ''] = /^([a-z]+)(?:\+(https?))?:\/\/(.+)$/s.exec(url) ?? [];
  // What a browser does to hosts of http (lower case, IDNA) would spoil tokens that stand in the place of one.
  if (scheme === undefined || !URL.canParse(`x://${rest}`)) return null;
  const { host, username, password, pathname, searchParams } = new URL(`x://${rest}`);
  return {
    scheme,
    origin: `${protocol}://${host}`,
    host,
    user: decoded(username),
    password: decoded(password),
    path: pathname.split('/').filter(Boolean).map(decoded),
    query: searchParams,
  };
}

/** As HTTP sends a user and a password. */
export const basicOf = (user: string, password: string): string => Buffer.from(`${user}:${password}`).toString('base64');

/** The URL has the right beginning, and something in it is missing. */
export const lacking = (what: string, part: string, example: string): HlError =>
  new HlError('HL_CHANNEL', `The URL of ${what} lacks ${part}`, { kind: 'input', hint: `Write it as ${example}` });
