import { once } from 'node:events';
import { createServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { PeerCertificate } from 'node:tls';
import { jest } from '@jest/globals';
import { nodeFetch, request } from '@hl/http';
import type { NodeFetchOptions, RequestOptions } from '@hl/http';
import { certificate, httpEmulator } from '@hl/lab';

const days = (count: number): Date => new Date(Date.now() + count * 86_400_000);

const closers: (() => unknown)[] = [];
afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

async function secure(name: string, end = 1): Promise<{ port: number; ca: string }> {
  const { key, cert } = certificate({ name, ca: true, sans: [name], from: days(-2), until: days(end) });
  const server = createServer({ key, cert }, ({ headers, url }, response) => response.end(`${headers.host} ${url}`));
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => (server.closeAllConnections(), server.close()));
  return { port: (server.address() as AddressInfo).port, ca: cert };
}

const codeOf = (url: string, options: NodeFetchOptions): Promise<unknown> =>
  request(url, { fetch: nodeFetch(options) }).then(
    (answer) => answer.text(),
    (error: { code: string }) => error.code,
  );

test('a CA of one’s own is trusted, at another address than the name says', async () => {
  const { port, ca } = await secure('box.test');
  const url = `https://box.test:${port}/path`;
  expect(await codeOf(url, { ca, address: '127.0.0.1' })).toBe(`box.test:${port} /path`);
  expect(await codeOf(url, { address: '127.0.0.1' })).toBe('HL_HTTP_TLS');
  expect(await codeOf(url, { address: '127.0.0.1', rejectUnauthorized: false })).toBe(`box.test:${port} /path`);
  expect(await codeOf(`https://other.test:${port}/path`, { ca, address: '127.0.0.1' })).toBe('HL_HTTP_TLS');
});

test('an expired certificate, and a port without TLS', async () => {
  const { port, ca } = await secure('box.test', -1);
  expect(await codeOf(`https://box.test:${port}`, { ca, address: '127.0.0.1' })).toBe('HL_HTTP_TLS');
  const plain = await httpEmulator(() => ({ status: 200 }));
  closers.push(() => plain.close());
  expect(await codeOf(plain.url.replace('http:', 'https:'), {})).toBe('HL_HTTP_UNREACHABLE');
});

test('whom the answer is from can be looked at', async () => {
  const { port } = await secure('box.test');
  const seen: PeerCertificate[] = [];
  const fetch = nodeFetch({ rejectUnauthorized: false, onConnected: (socket) => seen.push(socket.getPeerCertificate!(false)) });
  await request(`https://127.0.0.1:${port}`, { fetch });
  expect(seen).toMatchObject([{ subject: { CN: 'box.test' } }]);
});

test('by plain HTTP: what is sent, and headers that come twice', async () => {
  const server = await httpEmulator(() => ({ status: 200, headers: { 'set-cookie': ['a=1', 'b=2'] }, body: 'fine' }));
  closers.push(() => server.close());
  const answer = await request(`${server.url}/x`, { method: 'PUT', body: 'ü', headers: { host: 'other.test' }, fetch: nodeFetch() });
  expect([answer.text(), answer.headers.getSetCookie()]).toEqual(['fine', ['a=1', 'b=2']]);
  expect(server.requests).toMatchObject([{ method: 'PUT', body: 'ü', headers: { host: 'other.test', 'content-length': '2' } }]);
});

const form = (): FormData => {
  const data = new FormData();
  data.append('file', new Blob(['ü'], { type: 'text/plain' }), 'a.txt');
  return data;
};

test.each<[string, () => RequestOptions]>([
  ['nothing', () => ({})],
  ['a text', () => ({ method: 'POST', body: 'ü', headers: { 'X-Key': ' k\n' } })],
  ['a text of a type', () => ({ method: 'PUT', body: '{}', headers: { 'Content-Type': 'application/json', accept: 'application/json' } })],
  ['bytes', () => ({ method: 'PATCH', body: new Uint8Array([1, 2]) })],
  ['a form', () => ({ method: 'POST', body: form() })],
  ['an empty text', () => ({ method: 'POST', body: '' })],
])('what is sent is what the built-in fetch sends, but for what it says of languages, encodings and pages: %s', async (_, options) => {
  const server = await httpEmulator(() => ({ status: 200 }));
  closers.push(() => server.close());
  await request(server.url, options());
  await request(server.url, { ...options(), fetch: globalThis.fetch });
  const [ours, theirs] = server.requests.map(({ method, body, headers }) => {
    const { 'accept-language': _l, 'accept-encoding': _e, 'sec-fetch-mode': _m, ...rest } = headers;
    // a form is divided by another line each time
    const line = /boundary=(.*)/.exec(headers['content-type'] ?? '')?.[1] ?? 'none';
    return JSON.parse(JSON.stringify({ method, body, headers: rest }).replaceAll(line, 'LINE')) as unknown;
  });
  expect(ours).toEqual(theirs);
});

test('requests one after the other go by one connection', async () => {
  const server = await httpEmulator(() => ({ status: 200, body: 'x' }));
  closers.push(() => server.close());
  const ports: unknown[] = [];
  const fetch = nodeFetch({ keepAlive: true, onConnected: ({ localPort }) => ports.push(localPort) });
  for (const _ of '123') await request(server.url, { fetch });
  expect(new Set(ports).size).toBe(1);
});

test('who takes no connection in time can be asked again: nothing was sent', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  closers.push(() => jest.useRealTimers());
  const server = createTcpServer().listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await once(server, 'listening');
  const asked = request(`https://127.0.0.1:${(server.address() as AddressInfo).port}`, { deadlineMs: 60_000 }).catch(
    (error: unknown) => error,
  );
  await once(server, 'connection');
  jest.advanceTimersByTime(10_000);
  expect(await asked).toMatchObject({ code: 'HL_HTTP_TIMEOUT', message: expect.stringContaining('no connection in time') });
});
