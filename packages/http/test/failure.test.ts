import type { HlError } from '@hl/core';
import { neverSent, request, whyOf } from '@hl/http';

const system = (code: string, message = `connect ${code}`): Error => Object.assign(new Error(message), { code });
/** What becomes of it in a request. */
const failing = (thrown: unknown): Promise<HlError> =>
  request('http://127.0.0.1', { what: 'X', code: 'HL_X', fetch: () => Promise.reject(thrown as Error) }).then(
    () => Promise.reject(new Error('it should have failed')),
    (error: HlError) => error,
  );
const fetchFailed = (cause: unknown): Error => new TypeError('fetch failed', { cause });

test.each<[unknown, string, string, boolean]>([
  [system('ENOTFOUND'), 'name', 'HL_X_UNREACHABLE', true],
  [system('EAI_AGAIN'), 'name', 'HL_X_UNREACHABLE', true],
  [system('ECONNREFUSED'), 'refused', 'HL_X_UNREACHABLE', true],
  [Object.assign(new AggregateError([system('ECONNREFUSED'), system('ECONNREFUSED')])), 'refused', 'HL_X_UNREACHABLE', true],
  [system('EHOSTUNREACH'), 'route', 'HL_X_UNREACHABLE', true],
  [system('ENETUNREACH'), 'route', 'HL_X_UNREACHABLE', true],
  [system('UND_ERR_CONNECT_TIMEOUT'), 'connect', 'HL_X_TIMEOUT', true],
  [system('UND_ERR_HEADERS_TIMEOUT'), 'late', 'HL_X_TIMEOUT', false],
  [new DOMException('', 'TimeoutError'), 'late', 'HL_X_TIMEOUT', false],
  [new DOMException('', 'AbortError'), 'aborted', 'HL_X_UNREACHABLE', false],
  [system('ECONNRESET'), 'cut', 'HL_X_UNREACHABLE', false],
  [system('UND_ERR_SOCKET'), 'cut', 'HL_X_UNREACHABLE', false],
  [system('HPE_INVALID_CONSTANT'), 'not-http', 'HL_X_UNREACHABLE', false],
  [system('Z_DATA_ERROR'), 'not-http', 'HL_X_UNREACHABLE', false],
  [system('HPE_HEADER_OVERFLOW'), 'too-large', 'HL_X_TOO_LARGE', false],
  [system('DEPTH_ZERO_SELF_SIGNED_CERT'), 'untrusted', 'HL_X_TLS', false],
  [system('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), 'untrusted', 'HL_X_TLS', false],
  [system('CERT_SIGNATURE_FAILURE'), 'untrusted', 'HL_X_TLS', false],
  [system('CERT_HAS_EXPIRED'), 'expired', 'HL_X_TLS', false],
  [system('ERR_TLS_CERT_ALTNAME_INVALID'), 'other-name', 'HL_X_TLS', false],
  [system('EPROTO', 'write EPROTO error:0A000438:SSL routines::tlsv1 alert internal error'), 'tls', 'HL_X_TLS', false],
  [system('EPROTO', 'write EPROTO error:0A00010B:SSL routines::wrong version number'), 'no-tls', 'HL_X_UNREACHABLE', false],
  [system('EODD'), 'other', 'HL_X_UNREACHABLE', false],
  [new Error('bad port'), 'port', 'HL_X_REQUEST', true],
  [new Error('no code'), 'other', 'HL_X_UNREACHABLE', false],
  [undefined, 'other', 'HL_X_UNREACHABLE', false],
])('%s', async (error, why, code, never) => {
  for (const thrown of [error, fetchFailed(error)]) {
    const told = await failing(thrown);
    expect([whyOf(thrown), told.code, neverSent(thrown)]).toEqual([why, code, never]);
    expect(told.hint).toMatch(/\.$/);
    // what was told can be asked in turn
    if (code !== 'other') expect([whyOf(told), neverSent(told)]).toEqual([why, never]);
  }
});

test('an error that is its own cause ends nowhere else', () => {
  const error = new Error('round');
  error.cause = error;
  expect(whyOf(error)).toBe('other');
});
