import { hostileServer, tricks, type HostileServer } from '@hl/lab/hostile';
import type { Check } from '@hl/verify';
import { closeAll, http, one } from './servers.js';

const open: HostileServer[] = [];
afterEach(() => Promise.all([...open.splice(0).map((server) => server.close()), closeAll()]));

const health = (port: number, timeoutMs = 300): Check => ({
  kind: 'health',
  graceMs: 0,
  service: 's',
  name: 'health',
  scheme: 'http',
  address: '127.0.0.1',
  at: 'host',
  port,
  path: '/',
  hostHeader: null,
  headers: {},
  expectedStatus: [200],
  bodyContains: 'fine',
  followRedirects: true,
  trust: null,
  timeoutMs,
});
const entrance = { proxy: 'Traefik', graceMs: 0, service: 's', address: '127.0.0.1', hostname: 's.test', path: '/' };
const route = (port: number, tls: boolean): Check => ({
  ...entrance,
  kind: 'route',
  name: 'route',
  port,
  tls,
  sso: false,
  expectedStatus: [201],
  ownCertificate: false,
});
const tls = (port: number): Check => ({ ...entrance, kind: 'tls', name: 'tls', port, ownCertificate: false });

test('every check of a hostile server ends, and none is green', async () => {
  const verdicts = await Promise.all(
    tricks.map(async (trick) => {
      const server = await hostileServer(trick);
      open.push(server);
      const port = Number(new URL(server.url).port);
      const results = await Promise.all([health(port), route(port, trick.tls ?? false), tls(port)].map((check) => one(check)));
      return [trick.title, ...results.map(({ status }) => status)];
    }),
  );
  expect(verdicts).toEqual(tricks.map(({ title }) => [title, 'fail', 'fail', 'fail']));
}, 60_000);

test('a body is looked at as far as its first MiB', async () => {
  const body = (text: string, before: number) => http((_, response) => response.end(`${' '.repeat(before)}${text}`));
  const mebibyte = 1024 * 1024;
  expect(await one(health(await body('fine', mebibyte - 4), 10_000))).toMatchObject({ status: 'pass' });
  expect(await one(health(await body('fine', mebibyte), 10_000))).toMatchObject({ status: 'fail' });
});
