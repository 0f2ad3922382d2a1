import { Secret } from '@hl/core';
import { api, type Api } from '../../src/client/api.js';

type Options = Parameters<typeof api>[1] & { readonly url?: string };

interface Asked {
  readonly url: string;
  readonly headers: Headers;
}

/** An API whose server answers every request in one way. */
function answering(
  answer: () => Response | Promise<Response>,
  { url = 'http://traefik:8080', ...options }: Options = {},
): { client: Api; asked: Asked[] } {
  const asked: Asked[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input as string, init);
    asked.push({ url: request.url, headers: request.headers });
    return answer();
  };
  return { client: api(url, { fetch, ...options }), asked };
}

test.each<[string, ResponseInit, string, string, RegExp]>([
  ['HTML', { headers: { 'content-type': 'text/html' } }, '<html>', 'refused', /does not answer with JSON/],
  ['an empty answer', {}, '', 'refused', /does not answer with JSON/],
  ['a list', {}, '[]', 'refused', /not what Traefik answers/],
  ['a login page', { status: 302, headers: { location: 'https://sso.example.org' } }, '', 'refused', /redirects elsewhere \(302\)/],
  ['wrong credentials', { status: 401 }, 'no', 'refused', /does not accept the credentials \(401\)/],
  ['no right to see it', { status: 403 }, 'no', 'refused', /does not accept the credentials \(403\)/],
  ['another server', { status: 404 }, 'not found', 'refused', /answers 404/],
  ['a server in trouble', { status: 502 }, 'Bad Gateway', 'unreachable', /answers 502/],
  ['a server that fails', { status: 500 }, '', 'unreachable', /answers 500/],
  ['the last status that is no failure of a server', { status: 499 }, '', 'refused', /answers 499/],
  ['too many requests', { status: 429 }, '', 'unreachable', /answers 429/],
])('the API answers with %s', async (_, init, body, kind, message) => {
  const { client } = answering(() => new Response(body, init));
  await expect(client.snapshot()).rejects.toMatchObject({
    kind,
    code: expect.stringMatching(/^HL_TRAEFIK_API/) as string,
    message: expect.stringMatching(message) as string,
    hint: expect.stringMatching(/traefik\.api|log/) as string,
  });
});

test('nobody answers', async () => {
  const refused = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) });
  const { client } = answering(() => Promise.reject(refused));
  await expect(client.snapshot()).rejects.toMatchObject({
    kind: 'unreachable',
    code: 'HL_TRAEFIK_API_UNREACHABLE',
    message: expect.stringContaining('nothing listens') as string,
    hint: 'Is Traefik running, and is traefik.api in hl.yml right?',
  });
  expect([await client.version(), await client.providers()]).toEqual([null, null]);
  await expect(client.entryPoints()).rejects.toMatchObject({ kind: 'unreachable' });
});

test.each([
  ['http://traefik:8080', 'http://traefik:8080/api/rawdata'],
  ['http://traefik:8080/', 'http://traefik:8080/api/rawdata'],
  ['https://traefik.example.org/api', 'https://traefik.example.org/api/rawdata'],
  ['https://example.org/base/path/', 'https://example.org/base/path/api/rawdata'],
])('the API at %s is asked at %s', async (given, expected) => {
  const { client, asked } = answering(() => Response.json({}), { url: given });
  await client.snapshot();
  expect(asked.map((one) => one.url)).toEqual([expected]);
});

test.each<[string, Options, string | null]>([
  ['none', {}, null],
  ['as an option', { apiCredentials: 'admin:s3cret' }, 'admin:s3cret'],
  ['as a secret', { apiCredentials: new Secret('admin:s3cret') }, 'admin:s3cret'],
  ['in the URL', { url: 'http://admin:s3cret@traefik' }, 'admin:s3cret'],
  ['in the URL, written in percent', { url: 'http://admin:s%C3%BC%25%32t%@traefik' }, 'admin:sü%2t%'],
])('credentials are sent, and never told: %s', async (_, options, expected) => {
  const { client, asked } = answering(() => Response.json({}), options);
  await client.snapshot();
  const sent = asked[0]?.headers.get('authorization');
  expect(sent ?? null).toBe(expected === null ? null : `Basic ${Buffer.from(expected).toString('base64')}`);
  const broken = answering(() => new Response('no', { status: 401 }), options).client;
  await expect(broken.snapshot()).rejects.toMatchObject({ message: expect.not.stringMatching(/s3cret|sü/) as string });
});

test('a login in front of the API may want headers of its own', async () => {
  const { client, asked } = answering(() => Response.json({}), { apiHeaders: { 'x-token': 't' } });
  await client.snapshot();
  expect(asked[0]?.headers.get('x-token')).toBe('t');
});

test.each<[string, unknown, string | null]>([
  ['its release', { Version: '3.7.9' }, '3.7.9'],
  ['another thing', { Version: 3 }, null],
  ['nothing', [], null],
])('the version: %s', async (_, body, expected) => expect(await answering(() => Response.json(body)).client.version()).toBe(expected));

test.each<[unknown, readonly string[] | null]>([
  [{ providers: ['File', 'Docker'] }, ['file', 'docker']],
  [{ providers: [] }, []],
  [{}, null],
  ['x', null],
])('the providers of %j', async (body, expected) =>
  expect(await answering(() => Response.json(body)).client.providers()).toEqual(expected),
);

test('entryPoints, and what they give to their routers', async () => {
  const all = [
    { name: 'web', address: ':80', http: {} },
    { name: 'websecure', address: ':443', http: { tls: {} } },
    { name: 'dns', address: ':53/udp' },
    { name: 3 },
    null,
    1,
  ];
  expect([...(await answering(() => Response.json(all)).client.entryPoints())]).toEqual([
    ['web', { tls: false, udp: false }],
    ['websecure', { tls: true, udp: false }],
    ['dns', { tls: false, udp: true }],
  ]);
  await expect(answering(() => Response.json({})).client.entryPoints()).rejects.toMatchObject({ kind: 'refused' });
});

const stream = (chunk: string): Response => {
  let cancelled = false;
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    if (!cancelled) controller.enqueue(new TextEncoder().encode(chunk));
  };
  return new Response(new ReadableStream({ pull, cancel: () => void (cancelled = true) }));
};

test('an answer without measure is given up', async () => {
  const { client } = answering(() => stream(' '.repeat(4 * 1024 * 1024)));
  await expect(client.snapshot()).rejects.toMatchObject({ code: 'HL_TRAEFIK_API_TOO_LARGE', kind: 'refused' });
});

test.each([
  ['never comes', () => new Promise<Response>(() => undefined), /gave no answer within 0\.02 s/],
  ['never ends', () => new Response(new ReadableStream({})), /did not finish its answer within 0\.02 s/],
])('an answer that %s is given up in time', async (_, answer, message) => {
  const { client } = answering(answer, { timing: { requestMs: 20 } });
  await expect(client.snapshot()).rejects.toMatchObject({
    code: 'HL_TRAEFIK_API_TIMEOUT',
    kind: 'unreachable',
    message: expect.stringMatching(message) as string,
  });
});
