import { HlError, isRecord } from '@hl/core';
import type { AnswerHeaders } from '@hl/http';

/** An answer as it came: `json` is undefined for what is no JSON (HTML pages, empty, cut). */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly json: unknown;
}

/** Validation errors by field: `{"app":{"slug":["exists"]}}` is `[['app.slug', 'exists']]`. */
export function fieldErrors(body: unknown, path = ''): [field: string, message: string][] {
  if (Array.isArray(body)) return body.flatMap((item) => fieldErrors(item, path));
  if (isRecord(body)) return Object.entries(body).flatMap(([key, value]) => fieldErrors(value, path === '' ? key : `${path}.${key}`));
  return [[path, String(body)]];
}

const hints = {
  noJson: 'Check that authentik.url is the base URL of Authentik itself, not of a login page or another site in front of it.',
  redirect: 'Redirects are not followed, since the token would go with them: set authentik.url to the final address.',
  invalid: 'Correct what it complains about in the service file or hl.yml and run again.',
  gone: 'Somebody else removed it meanwhile; run again.',
  noApi: 'Set authentik.url to the base URL of Authentik, e.g. https://auth.example.org, without /api/v3.',
  unavailable: 'It is starting, overloaded, or down behind its proxy; try again in a minute.',
  crashed: 'Look up the request in the log of the Authentik server, then run again: it takes up where this stopped.',
  refused: 'Check that authentik.url is right and that the version of Authentik is 2024.2 or newer.',
  token: 'It is wrong, expired, or not of intent API: make one under Directory › Tokens and set it as AUTHENTIK_TOKEN.',
  permission: 'Give its user the permissions that the README of @hl/authentik lists.',
};

/**
 * The error in an answer that is no success, or null; its cause has the `fields` that did not pass. A crash of the server while it writes comes as an HTML 405; a real 405 is JSON.
 * Other failures of the server may pass, as when its database restarts. Texts are translated by the server, so only status, fields and
 * kind of body decide.
 */
export function errorOf(answer: Answer, what: string, where: string): HlError | null {
  const { status, json, headers } = answer;
  const invalid = status === 400 && json !== undefined ? fieldErrors(json) : [];
  const fail = (code: string, text: string, hint: string, kind: 'refused' | 'unreachable' = 'refused'): HlError =>
    new HlError(`HL_AUTHENTIK_${code}`, `Authentik at ${where}: ${text}${requestId(answer)}`, {
      kind,
      hint,
      cause: { status, fields: invalid.map(([field]) => field) },
    });

  if (status === 204 || (status >= 200 && status < 300 && json !== undefined)) return null;
  if (status < 300) return fail('ANSWER', `${what} was answered with ${status} but no JSON`, hints.noJson);
  if (status < 400) {
    const location = headers.get('location') ?? '';
    const target = location !== '' && URL.canParse(location, where) ? new URL(location, where).origin : 'elsewhere';
    return fail('REDIRECT', `${what} was redirected to ${target}`, hints.redirect);
  }
  if (status === 400 && json !== undefined) {
    const text = invalid.map(([field, message]) => (field === '' ? message : `${field}: ${message}`)).join('; ');
    return fail('INVALID', `${what} was refused: ${text.length > 400 ? `${text.slice(0, 400)}…` : text}`, hints.invalid);
  }
  if (status === 404 && isRecord(json)) return fail('GONE', `${what}: not found`, hints.gone);
  if (status === 404) return fail('ANSWER', `there is no API at this address (404 for ${what})`, hints.noApi);
  if ([429, 502, 503, 504].includes(status))
    return fail('UNAVAILABLE', `${what} was answered with ${status}`, hints.unavailable, 'unreachable');
  if (status >= 500 || (status === 405 && json === undefined))
    return fail('CRASHED', `the server failed at ${what} (${status})`, hints.crashed, status === 405 ? 'refused' : 'unreachable');
  return fail('REFUSED', `${what} was refused with ${status}`, hints.refused);
}

/**
 * The error for a 403: all refusals are one, with translated texts. Whether the token or its permissions are the reason, the answer to
 * `core/users/me/` shows, which every valid token may ask.
 */
export function forbidden(answer: Answer, me: Answer, what: string, where: string): HlError {
  if (me.status === 401 || me.status === 403) {
    const message = `Authentik at ${where} does not accept the token${requestId(answer)}`;
    return new HlError('HL_AUTHENTIK_TOKEN', message, { kind: 'refused', hint: hints.token });
  }
  const reasons = fieldErrors(answer.json).filter(([field]) => field !== 'detail' && field !== '');
  return notPermitted(`${what}${reasons.map(([, message]) => `: ${message}`).join('')}${requestId(answer)}`, where);
}

export const notPermitted = (what: string, where: string): HlError =>
  new HlError('HL_AUTHENTIK_PERMISSION', `Authentik at ${where}: the token may not ${what}`, { kind: 'refused', hint: hints.permission });

/** Whether what was read may have changed before our write: then reading again decides what is left to do. */
export function isOvertaken(error: unknown): boolean {
  if (!(error instanceof HlError)) return false;
  if (error.code === 'HL_AUTHENTIK_CRASHED' || error.code === 'HL_AUTHENTIK_GONE') return true;
  const fields = error.code === 'HL_AUTHENTIK_INVALID' && isRecord(error.cause) ? (error.cause['fields'] as readonly string[]) : [];
  return fields.some((field) => /(^|\.)(name|slug|provider|providers|target|group)$/.test(field));
}

/** The end of a message: names the request in the server's log. */
export function requestId({ headers }: Answer): string {
  const id = headers.get('x-authentik-id');
  return id === null ? '' : ` (request ${id})`;
}
