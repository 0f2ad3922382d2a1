import type { IncomingMessage } from 'node:http';
import type { Service } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import type { Signed } from '@hl/lab';
import { type Check } from '@hl/verify';
import { checksFor } from '../outside.js';
import { authority, certificate, closeAll, http, https, one } from '../servers.js';

afterEach(closeAll);

const site = exampleSite({ hosts: { 'docker-media': { address: '127.0.0.1' } } } as never);
type Health = NonNullable<NonNullable<Parameters<typeof exampleService>[0]>['health']>;
const check = (health: Health): Check | undefined => checksFor(exampleService({ health }), site).find(({ name }) => name === 'health');
const answering = (status: number, body = '', headers: Record<string, string> = {}) =>
  http((_, response) => response.writeHead(status, headers).end(body));

test.each([
  [200, [200], 'pass', '200'],
  [302, [200, 302], 'pass', '302'],
  [503, [200], 'fail', '503'],
  [204, [200], 'fail', '204'],
])('%i where %j is expected: %s', async (status, expectedStatus, verdict, actual) => {
  const port = await answering(status);
  expect(await one(check({ port, expectedStatus, endpoint: '/ping' }))).toMatchObject({
    status: verdict,
    actual,
    expected: `GET http://127.0.0.1:${port}/ping: ${expectedStatus.join(' or ')}`,
  });
});

test('a text in the body', async () => {
  const port = await answering(200, 'all is well');
  expect(await one(check({ port, bodyContains: 'is well' }))).toMatchObject({ status: 'pass' });
  expect(await one(check({ port, bodyContains: 'ill' }))).toMatchObject({ status: 'fail', actual: '200, without that text' });
});

test('path with query, Host header and headers go out; keys do not come back', async () => {
  const seen: IncomingMessage[] = [];
  const port = await http((request, response) => (seen.push(request), response.writeHead(500).end()));
  const result = await one(check({ port, endpoint: '/a?b=1', hostHeader: 'cloud.example.org', headers: { 'X-Key': 'hush' } }));
  expect(seen[0]).toMatchObject({ url: '/a?b=1', headers: { host: 'cloud.example.org', 'x-key': 'hush' } });
  expect(JSON.stringify(result)).not.toContain('hush');
});

test('a key that no header can hold does not show', async () => {
  const result = await one(check({ port: await answering(200), headers: { 'X-Key': 'hu\nsh' } }));
  expect(result).toMatchObject({ status: 'fail' });
  expect(JSON.stringify(result)).not.toMatch(/hu.*sh/);
});

test.each([
  ['ping', '/ping'],
  ['/ä b?c=%20', '/%C3%A4%20b?c=%20'],
])('an endpoint as people write it: %s', async (endpoint, asked) => {
  const port = await http((request, response) => response.writeHead(request.url === asked ? 200 : 404).end());
  expect(await one(check({ port, endpoint }))).toMatchObject({ status: 'pass' });
});

test('a redirect is told, without its query, and not followed unless asked', async () => {
  const port = await http((request, response) =>
    request.url === '/'
      ? response.writeHead(302, { location: '/in?token=hush' }).end()
      : response.writeHead(request.url === '/in?token=hush' ? 200 : 404).end(),
  );
  expect(await one(check({ port }))).toMatchObject({
    status: 'fail',
    actual: '302 to /in',
    hint: expect.stringContaining('follow_redirects'),
  });
  expect(await one(check({ port, followRedirects: true }))).toMatchObject({ status: 'pass', actual: '200' });
});

test('a key is not handed on to another server', async () => {
  const keys: unknown[] = [];
  const other = await http((request, response) => (keys.push(request.headers['x-key']), response.writeHead(200).end()));
  const port = await http((_, response) => response.writeHead(302, { location: `http://127.0.0.1:${other}/` }).end());
  expect(await one(check({ port, followRedirects: true, headers: { 'X-Key': 'hush' } }))).toMatchObject({ status: 'pass' });
  expect(keys).toEqual([undefined]);
});

test('a circle of several pages is told with its hops; pages without an end are no circle, and end all the same', async () => {
  const circle = await http(
    ({ url }, response) => void response.writeHead(302, { location: url === '/' ? '/login?next=hush' : '/' }).end(),
  );
  const at = `http://127.0.0.1:${circle}`;
  expect(await one(check({ port: circle, followRedirects: true }))).toMatchObject({
    status: 'fail',
    actual: `a redirect loop: ${at}/ → ${at}/login?next=… → ${at}/`,
    evidence: { hops: `${at}/ → ${at}/login?next=… → ${at}/`, status: '302' },
  });
  let asked = 0;
  const endless = await http(({ url }, response) => void response.writeHead(302, { location: `${url}${(asked += 1)}` }).end());
  expect(await one(check({ port: endless, followRedirects: true }))).toMatchObject({ status: 'fail', actual: '302 to /123456' });
});

test('a circle of redirects ends', async () => {
  const port = await answering(302, '', { location: '/' });
  expect(await one(check({ port, followRedirects: true }))).toMatchObject({
    status: 'fail',
    actual: `a redirect loop: http://127.0.0.1:${port}/ → http://127.0.0.1:${port}/`,
  });
});

test('its own certificate is good enough for a direct address', async () => {
  const own = certificate('whatever.local', { days: [-3, -2] });
  const port = await https(
    (_, response) => response.writeHead(200).end(),
    () => own,
  );
  expect(await one(check({ scheme: 'https', port }))).toMatchObject({ status: 'pass', actual: '200' });
});

describe('a page elsewhere, asked by https as the proxy asks it', () => {
  const page = (port: number, traefik: object) =>
    ({
      ...exampleService({
        host: '',
        address: '127.0.0.1',
        port,
        health: { scheme: 'https', port },
        traefik: { scheme: 'https', port, ...traefik },
      }),
      deployment: null,
    }) as Service;
  const asked = async (pem: Signed, traefik: object) => {
    const names: string[] = [];
    const port = await https(
      (_, response) => response.writeHead(200).end(),
      (name) => (names.push(name), pem),
    );
    const check = checksFor(page(port, traefik), site).find(({ name }) => name === 'health');
    return { result: await one(check), names };
  };

  test('a certificate of nobody: not trusted, with the way out; any certificate, where the file says so', async () => {
    const own = certificate('pve.local');
    expect((await asked(own, {})).result).toMatchObject({
      status: 'fail',
      actual: expect.stringMatching(/^its certificate is not trusted \(\w+\)$/),
      hint: expect.stringMatching(/ca_file.*server_name.*insecure_skip_verify/),
    });
    expect((await asked(own, { insecureSkipVerify: true })).result).toMatchObject({ status: 'pass' });
  });

  test('an authority of its own, and the name that the certificate is for', async () => {
    const ca = authority();
    const pem = certificate('pve.local', { ca });
    const { result, names } = await asked(pem, { trust: { ca: ca.cert, serverName: 'pve.local' } });
    expect([result, names.includes('pve.local')]).toMatchObject([{ status: 'pass' }, true]);
    expect((await asked(pem, { trust: { ca: ca.cert, serverName: null } })).result).toMatchObject({ status: 'fail' });
    expect((await asked(pem, { trust: { ca: null, serverName: 'pve.local' } })).result).toMatchObject({ status: 'fail' });
  });

  test('an unexpected answer: nobody is sent to the log of a container', async () => {
    const port = await http((_, response) => response.writeHead(500).end());
    const check = checksFor({ ...page(port, {}), health: exampleService({ health: { port } }).health }, site).find(
      ({ name }) => name === 'health',
    );
    const { hint } = await one(check);
    expect(hint).toBe('Look at the log of what answers there, or set healthcheck.expected_status.');
  });
});

test.each([
  [
    'nobody listens',
    async () => {
      const port = await answering(200);
      await closeAll();
      return port;
    },
    'ECONNREFUSED',
  ],
  ['the connection is cut', () => http((request) => request.socket.destroy()), 'ECONNRESET'],
  ['no answer comes', () => http(() => undefined), 'ETIMEDOUT'],
])('%s', async (_, start, actual) => {
  expect(await one(check({ port: await start(), timeout: 0.2 }))).toMatchObject({ status: 'fail', actual });
});

test('a body that never ends does not hide the status', async () => {
  const port = await http((_, response) => void response.writeHead(200).write('data: 1\n\n'));
  expect(await one(check({ port, timeout: 0.2 }))).toMatchObject({ status: 'pass', actual: '200' });
});
