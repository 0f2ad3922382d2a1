import { HlError } from '@hl/core';
import { errorOf, fieldErrors, forbidden, isOvertaken, notPermitted } from '../../src/client/http-errors.js';
import type { Answer } from '../../src/client/http-errors.js';

const where = 'https://auth.example.org';
const answer = (status: number, json?: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  json,
  headers: new Headers(headers),
});

test.each([
  [200, {}, {}],
  [204, undefined, {}],
  [201, { pk: 1 }, {}],
])('%d is a success', (status, json, headers) => {
  expect(errorOf(answer(status, json, headers), 'GET x/', where)).toBeNull();
});

test.each<[string, Answer, string, string, string | RegExp, RegExp]>([
  ['a page', answer(200), 'ANSWER', 'refused', 'GET x/ was answered with 200 but no JSON', /base URL of Authentik itself/],
  [
    'a redirect',
    answer(302, {}, { location: 'https://elsewhere.example.org/a?b' }),
    'REDIRECT',
    'refused',
    'GET x/ was redirected to https://elsewhere.example.org',
    /final address/,
  ],
  [
    'a redirect on the spot',
    answer(301, undefined, { location: '/login' }),
    'REDIRECT',
    'refused',
    'GET x/ was redirected to https://auth.example.org',
    /final address/,
  ],
  ['a redirect to nowhere', answer(301), 'REDIRECT', 'refused', 'GET x/ was redirected to elsewhere', /final address/],
  [
    'a redirect to no URL',
    answer(301, undefined, { location: 'http://' }),
    'REDIRECT',
    'refused',
    'GET x/ was redirected to elsewhere',
    /final address/,
  ],
  [
    'a complaint',
    answer(400, { app: { slug: ['bad', 'worse'] }, non_field_errors: ['no'] }),
    'INVALID',
    'refused',
    'GET x/ was refused: app.slug: bad; app.slug: worse; non_field_errors: no',
    /service file/,
  ],
  ['a complaint without a field', answer(400, ['no']), 'INVALID', 'refused', 'GET x/ was refused: no', /service file/],
  ['an empty complaint', answer(400, {}), 'INVALID', 'refused', 'GET x/ was refused: ', /service file/],
  ['a complaint of 400 characters', answer(400, 'x'.repeat(400)), 'INVALID', 'refused', /refused: x{400}$/, /service file/],
  ['a longer one', answer(400, 'x'.repeat(401)), 'INVALID', 'refused', /refused: x{400}…$/, /service file/],
  ['a 400 that is no JSON', answer(400), 'REFUSED', 'refused', 'GET x/ was refused with 400', /2024\.2/],
  ['nothing there', answer(404, { detail: 'Not found.' }), 'GONE', 'refused', 'GET x/: not found', /run again/],
  ['no API', answer(404), 'ANSWER', 'refused', 'there is no API at this address (404 for GET x/)', /without \/api\/v3/],
  ['too many requests', answer(429, {}), 'UNAVAILABLE', 'unreachable', 'GET x/ was answered with 429', /try again/],
  ['a proxy alone', answer(502), 'UNAVAILABLE', 'unreachable', 'GET x/ was answered with 502', /try again/],
  ['a start', answer(503), 'UNAVAILABLE', 'unreachable', 'GET x/ was answered with 503', /try again/],
  ['a proxy that waited', answer(504), 'UNAVAILABLE', 'unreachable', 'GET x/ was answered with 504', /try again/],
  ['a crash', answer(500), 'CRASHED', 'unreachable', 'the server failed at GET x/ (500)', /log of the Authentik server/],
  ['another crash', answer(501, {}), 'CRASHED', 'unreachable', 'the server failed at GET x/ (501)', /log of the Authentik server/],
  ['a crash while it writes', answer(405), 'CRASHED', 'refused', 'the server failed at GET x/ (405)', /log of the Authentik server/],
  ['a method that is not there', answer(405, { detail: '…' }), 'REFUSED', 'refused', 'GET x/ was refused with 405', /2024\.2/],
  ['a teapot', answer(418), 'REFUSED', 'refused', 'GET x/ was refused with 418', /2024\.2/],
])('%s', (_, given, code, kind, message, hint) => {
  const error = errorOf(given, 'GET x/', where);
  expect(error).toMatchObject({ code: `HL_AUTHENTIK_${code}`, kind, hint: expect.stringMatching(hint) });
  const text = error?.message.replace(`Authentik at ${where}: `, '') ?? '';
  if (typeof message === 'string') expect(text).toBe(message);
  else expect(text).toMatch(message);
});

test('names the request in the log of the server, when there is one', () => {
  expect(errorOf(answer(500, undefined, { 'x-authentik-id': 'abc' }), 'GET x/', where)?.message).toMatch(/\(500\) \(request abc\)$/);
});

test('has status and fields as its cause', () => {
  expect(errorOf(answer(400, { a: ['x'], b: { c: ['y'] } }), 'PUT x/', where)?.cause).toEqual({ status: 400, fields: ['a', 'b.c'] });
  expect(errorOf(answer(500, { a: ['x'] }), 'PUT x/', where)?.cause).toEqual({ status: 500, fields: [] });
});

test.each([
  [{ a: 'x' }, [['a', 'x']]],
  [
    { a: [{ b: ['x', 'y'] }] },
    [
      ['a.b', 'x'],
      ['a.b', 'y'],
    ],
  ],
  [['x'], [['', 'x']]],
  [null, [['', 'null']]],
])('field errors of %j', (body, expected) => {
  expect(fieldErrors(body)).toEqual(expected);
});

test.each([401, 403])('a %d to who-am-I blames the token', (status) => {
  const error = forbidden(answer(403, {}, { 'x-authentik-id': 'abc' }), answer(status), 'GET x/', where);
  expect(error).toMatchObject({
    code: 'HL_AUTHENTIK_TOKEN',
    kind: 'refused',
    message: `Authentik at ${where} does not accept the token (request abc)`,
    hint: expect.stringContaining('AUTHENTIK_TOKEN'),
  });
});

test.each([
  [{ detail: 'No.' }, 'GET x/'],
  ['No.', 'GET x/'],
  [{ provider: 'User lacks permission to create x' }, 'GET x/: User lacks permission to create x'],
])('else the permissions are: %j', (body, what) => {
  expect(forbidden(answer(403, body), answer(200, {}), 'GET x/', where)).toMatchObject({
    code: 'HL_AUTHENTIK_PERMISSION',
    message: `Authentik at ${where}: the token may not ${what}`,
  });
});

test('a missing permission says where they are listed', () => {
  expect(notPermitted('GET x/', where)).toMatchObject({ kind: 'refused', hint: expect.stringContaining('README of @hl/authentik') });
});

const error = (code: string, cause?: unknown): HlError => new HlError(`HL_AUTHENTIK_${code}`, 'x', { kind: 'refused', cause });
test.each([
  ['a crash', error('CRASHED'), true],
  ['something gone', error('GONE'), true],
  ['a name that is taken', error('INVALID', { fields: ['provider.name'] }), true],
  ['a slug that is taken', error('INVALID', { fields: ['app.slug'] }), true],
  ['a list with a deleted provider', error('INVALID', { fields: ['providers'] }), true],
  ['a deleted target', error('INVALID', { fields: ['x', 'target'] }), true],
  ['another field', error('INVALID', { fields: ['external_host', 'surname'] }), false],
  ['no field', error('INVALID', { fields: [] }), false],
  ['no cause', error('INVALID'), false],
  ['a field of another error', error('REFUSED', { fields: ['name'] }), false],
  ['any error', new Error('x'), false],
])('overtaken by another writer: %s', (_, given, expected) => {
  expect(isOvertaken(given)).toBe(expected);
});
