import { HlError } from '@hl/core';

/** An answer as it came: `json` is undefined for what is no JSON (HTML pages, empty, cut). */
export interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly location: string | null;
  /** Milliseconds that the server asks to wait; 0: nothing said. */
  readonly retryAfterMs: number;
  /** Found again in the server's log. */
  readonly id: string | null;
}

/** What the error of a refused write carries as its cause. */
export interface Rejection {
  readonly status: number;
  /** Names of the fields that did not pass, nested ones as `app.slug`. */
  readonly fields: readonly string[];
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `{"app":{"slug":["taken"]}}` as `[['app.slug', 'taken']]`. */
export function complaints(body: unknown, path = ''): [field: string, message: string][] {
  if (Array.isArray(body)) return body.flatMap((item) => complaints(item, path));
  if (isRecord(body)) return Object.entries(body).flatMap(([key, value]) => complaints(value, path === '' ? key : `${path}.${key}`));
  return [[path, String(body)]];
}

/** How a message names the request that the server's log holds. */
export const requestOf = ({ id }: Answer): string => (id === null ? '' : ` (request ${id})`);

/**
 * The error in an answer that is no success, or null. A crash of the server while it writes comes as an HTML 405;
 * a real 405 is JSON. Other failures of the server may pass, as when its database restarts. Texts are translated by the server, so only status, fields and kind of body decide.
 */
export function errorOf(answer: Answer, what: string, where: string): HlError | null {
  const { status, json, location } = answer;
  const fail = (code: string, message: string, kind: 'refused' | 'unreachable', hint: string, fields: readonly string[] = []): HlError =>
    new HlError(`HL_AUTHENTIK_${code}`, `Authentik at ${where}: ${message}${requestOf(answer)}`, {
      kind,
      hint,
      cause: { status, fields } satisfies Rejection,
    });

  if (status >= 200 && status < 300) {
    if (status === 204 || json !== undefined) return null;
    return fail(
      'ANSWER',
      `${what} was answered with ${status} but no JSON`,
      'refused',
      'Check that authentik.url is the base URL of Authentik itself, not of a login page or another site in front of it.',
    );
  }
  if (status >= 300 && status < 400) {
    const target = location !== null && URL.canParse(location, where) ? new URL(location, where).origin : 'elsewhere';
    return fail(
      'REDIRECT',
      `${what} was redirected to ${target}`,
      'refused',
      'Redirects are not followed, since the token would go with them: set authentik.url to the final address.',
    );
  }
  if (status === 400 && json !== undefined) {
    const found = complaints(json);
    const text = found.map(([field, message]) => (field === '' ? message : `${field}: ${message}`)).join('; ');
    return fail(
      'INVALID',
      `${what} was refused: ${shorten(text)}`,
      'refused',
      'Correct what it complains about in the service file or hl.yml and run again.',
      found.map(([field]) => field),
    );
  }
  if (status === 404) {
    if (isRecord(json)) return fail('GONE', `${what}: not found`, 'refused', 'Somebody else removed it meanwhile; run again.');
    return fail(
      'ANSWER',
      `there is no API at this address (404 for ${what})`,
      'refused',
      'Set authentik.url to the base URL of Authentik, e.g. https://auth.example.org, without /api/v3.',
    );
  }
  if (status === 429 || status === 502 || status === 503 || status === 504) {
    return fail(
      'UNAVAILABLE',
      `${what} was answered with ${status}`,
      'unreachable',
      'It is starting, overloaded, or down behind its proxy; try again in a minute.',
    );
  }
  if (status >= 500 || (status === 405 && json === undefined)) {
    return fail(
      'CRASHED',
      `the server failed at ${what} (${status})`,
      status === 405 ? 'refused' : 'unreachable',
      'Look up the request in the log of the Authentik server, then run again: it takes up where this stopped.',
    );
  }
  return fail(
    'REFUSED',
    `${what} was refused with ${status}`,
    'refused',
    'Check that authentik.url is right and that the version of Authentik is 2024.2 or newer.',
  );
}

/**
 * The error for a 403: all refusals are one, with translated texts. Whether it is the token or what it may do, the answer to
 * `core/users/me/` tells, which every valid token may ask.
 */
export function forbidden(answer: Answer, me: Answer, what: string, where: string): HlError {
  if (me.status === 401 || me.status === 403) {
    return new HlError('HL_AUTHENTIK_TOKEN', `Authentik at ${where} does not accept the token${requestOf(answer)}`, {
      kind: 'refused',
      hint: 'It is wrong, expired, or not of intent API: make one under Directory › Tokens and set it as AUTHENTIK_TOKEN.',
    });
  }
  const named = complaints(answer.json).filter(([field]) => field !== 'detail' && field !== '');
  const reason = named.map(([, message]) => `: ${message}`).join('');
  return new HlError('HL_AUTHENTIK_PERMISSION', `Authentik at ${where}: the token may not ${what}${reason}${requestOf(answer)}`, {
    kind: 'refused',
    hint: 'Give its user the permissions that the README of @hl/authentik lists.',
  });
}

const shorten = (text: string): string => (text.length > 400 ? `${text.slice(0, 400)}…` : text);
