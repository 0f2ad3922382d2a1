import { request } from 'node:http';
import { listen, type Answer, type Listening } from '../../../src/commands/report/listen.js';

let server: Listening;
let page: Awaited<ReturnType<Answer>> = { version: 'v1', text: '<p>' };
beforeAll(async () => (server = await listen(0, "default-src 'none'", async () => page)));
afterAll(() => server.close());

const ask = (
  headers: Record<string, string> = {},
  { method = 'GET', path = '/' } = {},
): Promise<{ status: number; body: string; etag: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const sent = request({ hostname, port, path, method, headers: { host: `${hostname}:${port}`, ...headers } }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, etag: String(response.headers['etag']) }));
    });
    sent.on('error', reject).end();
  });
const port = (): string => new URL(server.url).port;

test.each<[string, () => ReturnType<typeof ask>, number, string]>([
  ['the page', () => ask(), 200, '<p>'],
  ['by the other name of this machine', () => ask({ host: `localhost:${port()}` }), 200, '<p>'],
  ['the same version again', () => ask({ 'if-none-match': '"v1"' }), 304, ''],
  ['another version', () => ask({ 'if-none-match': '"v0"' }), 200, '<p>'],
  ['its head', () => ask({}, { method: 'HEAD' }), 200, ''],
  ['a name that leads here by somebody else’s DNS', () => ask({ host: `rebound.example.org:${port()}` }), 421, ''],
  ['a name without the port', () => ask({ host: 'localhost' }), 421, ''],
  ['a request to write', () => ask({}, { method: 'POST' }), 405, ''],
  ['another path', () => ask({}, { path: '/index.html' }), 404, ''],
])('%s', async (_, call, status, body) => {
  expect(await call()).toMatchObject({ status, body });
});

test('what cannot be made now is no page, and the next one is asked for anew', async () => {
  page = null;
  expect((await ask()).status).toBe(503);
  page = { version: 'v2', text: '<b>' };
  expect(await ask()).toMatchObject({ status: 200, etag: '"v2"' });
});

test('a port that somebody has is said', async () => {
  await expect(listen(Number(port()), '', async () => page)).rejects.toMatchObject({ code: 'HL_LISTEN', kind: 'input' });
});
