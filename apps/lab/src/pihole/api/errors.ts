import type { Answer } from '../../http.js';

/** Seconds, as each body of Pi-hole carries them. */
const took = (): number => 0.0003;

export const json = (status: number, body: object, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-cache, no-store, must-revalidate, private, max-age=0',
    expires: '0',
    pragma: 'no-cache',
    'x-dns-prefetch-control': 'off',
    'x-frame-options': 'DENY',
    'x-xss-protection': '0',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'content-security-policy': "default-src 'self' 'unsafe-inline';",
    ...(status === 200 ? { 'access-control-allow-headers': '*', 'access-control-allow-methods': '*' } : {}),
    ...headers,
  },
  body: { ...body, took: took() },
});

export const failure = (status: number, key: string, message: string, hint: string | null = null): Answer =>
  json(status, { error: { key, message, hint: hint === null ? null : cut(hint) } });

/** Hints are 255 bytes at most. */
const cut = (text: string): string => Buffer.from(text).subarray(0, 255).toString();

/** Success without a body. */
export const empty = (headers: Answer['headers'] = {}): Answer => ({ status: 204, headers: { 'content-type': 'text/html', ...headers } });

/** What a path that exists says to an item that does not: no error object. */
export const absent = (): Answer => json(404, {});

export const badRequest = (message: string, hint: string | null = null): Answer => failure(400, 'bad_request', message, hint);
export const notFound = (path: string): Answer => failure(404, 'not_found', 'Not found', path);
export const unauthorized = (): Answer => failure(401, 'unauthorized', 'Unauthorized');

/** A body as Pi-hole reads it, whatever its content type says. Too big is like none. */
export function parseBody(body: string): { readonly value: unknown } | { readonly answer: Answer } {
  if (body === '' || Buffer.byteLength(body) >= 65_535) return { answer: badRequest('No request body data') };
  try {
    return { value: JSON.parse(body) as unknown };
  } catch (error) {
    return {
      answer: badRequest('Invalid request body data (no valid JSON), error at hint', body.slice(errorAt(body, (error as Error).message))),
    };
  }
}

/** Where JSON goes wrong; the message of the parser has the position or just the character, by version. */
function errorAt(body: string, message: string): number {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  const token = /Unexpected token '(.)'/.exec(message)?.[1];
  if (token === undefined) return body.length;
  const blanked = body.replace(/"(?:[^"\\]|\\.)*"/g, (string) => ' '.repeat(string.length));
  return Math.max(0, blanked.indexOf(token));
}
