import { inspect } from 'node:util';
import { HlError } from '@hl/core';
import { request } from '@hl/http';
import type { RequestOptions } from '@hl/http';
import { httpEmulator } from '@hl/lab';
import type { Answer, HttpEmulator, Request } from '@hl/lab';

let emulator: HttpEmulator | undefined;
afterEach(() => emulator?.close());

const answering = async (handle: (request: Request) => Answer): Promise<HttpEmulator> => (emulator = await httpEmulator(handle));

const failing = async (url: string, options?: RequestOptions): Promise<HlError> => {
  const error = await request(url, options).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HlError);
  return error as HlError;
};

test('method, headers and body arrive; status, headers and body come back', async () => {
  const { url, requests } = await answering(() => ({ status: 201, headers: { 'x-kind': 'new' }, body: { name: 'ü' } }));
  const answer = await request(`${url}/things?a=b`, { method: 'POST', headers: { 'x-key': 'k' }, body: '{"a":1}' });
  expect([answer.status, answer.headers.get('x-kind'), answer.json()]).toEqual([201, 'new', { name: 'ü' }]);
  expect(answer.text()).toBe('{"name":"ü"}');
  expect(answer.body).toEqual(new Uint8Array(Buffer.from('{"name":"ü"}')));
  expect(requests).toMatchObject([{ method: 'POST', path: '/things', headers: { 'x-key': 'k' }, body: '{"a":1}' }]);
});

test("the time in which this process stands still is nobody's delay; who is silent after it, or all the while, gave no answer", async () => {
  const standStill = (ms = 600): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  const { url } = await answering(() => ({ status: 200, body: 'all is well' }));
  const asked = request(url, { deadlineMs: 50 });
  standStill();
  expect((await asked).text()).toBe('all is well');
  const silent = failing('http://127.0.0.1', { fetch: () => new Promise(() => undefined), deadlineMs: 1 });
  standStill();
  expect(await silent).toMatchObject({ code: 'HL_HTTP_TIMEOUT' });
  const busy = setInterval(() => standStill(60), 1);
  expect(await failing('http://127.0.0.1', { fetch: () => new Promise(() => undefined), deadlineMs: 1 })).toMatchObject({
    code: 'HL_HTTP_TIMEOUT',
  });
  clearInterval(busy);
});

test.each([
  ['an error', { status: 500, body: 'oh' }, [500, 'oh', undefined]],
  ['no body', { status: 204 }, [204, '', undefined]],
  ['a redirect, which is not followed', { status: 302, headers: { location: '/other' } }, [302, '', undefined]],
  ['no JSON', { status: 200, body: '<html>' }, [200, '<html>', undefined]],
  ['JSON that says null', { status: 200, body: 'null' }, [200, 'null', null]],
])('an answer: %s', async (_, given, [status, text, json]) => {
  const { url, requests } = await answering(() => given);
  const answer = await request(url);
  expect([answer.status, answer.text(), answer.json()]).toEqual([status, text, json]);
  expect(requests).toHaveLength(1);
});

test('as much as is allowed is taken, one byte more is not', async () => {
  const { url } = await answering(() => ({ status: 200, body: 'x'.repeat(1000) }));
  expect((await request(url, { maxBytes: 1000 })).body).toHaveLength(1000);
  const error = await failing(url, { maxBytes: 999, code: 'HL_X', what: 'X' });
  expect(error.toJSON()).toMatchObject({
    code: 'HL_X_TOO_LARGE',
    kind: 'refused',
    message: expect.stringMatching(/^X answers with more than /),
  });
  expect((await request(url, { maxBytes: 999, partial: true })).text()).toBe('x'.repeat(999));
});

test('the deadline holds for a fetch that knows nothing of it', async () => {
  const error = await failing('http://127.0.0.1', { fetch: () => new Promise(() => undefined), deadlineMs: 1, what: 'X' });
  expect(error.toJSON()).toMatchObject({ code: 'HL_HTTP_TIMEOUT', kind: 'unreachable', message: 'X gave no answer within 0.001 s' });
});

test('and for a body that knows nothing of it', async () => {
  const fetch = (): Promise<Response> => Promise.resolve(new Response(new ReadableStream()));
  const error = await failing('http://127.0.0.1', { fetch, deadlineMs: 1, what: 'X' });
  expect(error.message).toBe('X did not finish its answer within 0.001 s');
});

test.each([true, false])('what the caller gives up is given up (before: %s)', async (before) => {
  const { url } = await answering(() => ({ status: 200 }));
  const stop = new AbortController();
  if (before) stop.abort();
  const fetch: typeof globalThis.fetch = () => (stop.abort(), new Promise(() => undefined));
  expect(await failing(url, { signal: stop.signal, fetch, what: 'X' })).toMatchObject({
    code: 'HL_HTTP_UNREACHABLE',
    message: 'X was not waited for',
  });
});

test.each<[string, string, RequestOptions]>([
  ['a header with a line break', 'http://127.0.0.1/hidden', { headers: { authorization: 'Bearer hidden\n' } }],
  ['a login in the URL', 'http://admin:hidden@127.0.0.1/hidden', {}],
  ['no URL', 'hidden', {}],
  ['a URL of something else', 'file:///hidden', {}],
  [
    'a fetch that tells all',
    'http://127.0.0.1/hidden',
    { fetch: () => Promise.reject(new TypeError('hidden', { cause: { code: 'EODD', url: 'hidden' } })) },
  ],
  [
    'a fetch that throws',
    'http://127.0.0.1/hidden',
    {
      fetch: () => {
        throw new TypeError('hidden');
      },
    },
  ],
  ['a port that fetch refuses', 'http://127.0.0.1:1/hidden', {}],
  ['nobody there', 'http://127.0.0.1:2/hidden?hidden', { headers: { authorization: 'Bearer hidden' } }],
])('no error knows a secret: %s', async (_, url, options) => {
  const error = await failing(url, options);
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hidden');
});

test('which hint is given for which reason can be told', async () => {
  const { url, close } = await answering(() => ({ status: 200 }));
  await close();
  const error = await failing(url, { hints: { refused: 'Start it.' } });
  expect(error).toMatchObject({ hint: 'Start it.', message: `${url} cannot be reached: nothing listens there (ECONNREFUSED)` });
});
