import { get } from 'node:http';
import { connect } from 'node:net';
import { bad, error, hosts, raw, session, withLab } from './lab.js';

describe('transport', () => {
  test.each<[string, string, number, unknown]>([
    ['GET', '/api/nosuch', 404, error('not_found', 'Not found', '/api/nosuch')],
    ['POST', '/api/config', 404, error('not_found', 'Not found', '/api/config')],
    ['PUT', '/api/auth', 404, error('not_found', 'Not found', '/api/auth')],
    ['GET', '/api//auth', 404, error('not_found', 'Not found', '/api//auth')],
    ['GET', '/admin/api/auth', 400, bad('Bad request', 'The API is hosted at pi.hole/api, not pi.hole/admin/api')],
    ['GET', '/admin/apis', 400, bad('Bad request', 'The API is hosted at pi.hole/api, not pi.hole/admin/api')],
    ['POST', '/admin/index.php', 404, 'Error 404: Not Found\nNot Found'],
    ['GET', '/api/info/login', 200, { dns: true, https_port: 0 }],
    ['GET', '/api/config/dns/hosts', 401, error('unauthorized', 'Unauthorized')],
    ['GET', '/api/stats/summary', 404, error('not_found', 'Not found', '/api/stats/summary')],
  ])('%s %s without a session', (method, path, status, answer) =>
    withLab({}, async ({ lab }) => expect(await raw(lab, method, path, undefined, {}, fetch)).toEqual([status, answer])),
  );

  test('OPTIONS, a trailing slash, constant headers; 6.0 closes each connection', async () => {
    await withLab({}, async ({ lab }) => {
      const options = await fetch(`${lab.url}/api/auth`, { method: 'OPTIONS' });
      expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, PUT, PATCH, DELETE']);
      const answer = await fetch(`${lab.url}/api/auth/`);
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('connection')]).toEqual([
        401,
        'application/json; charset=utf-8',
        'keep-alive',
      ]);
    });
    await withLab({ profile: '6.0' }, async ({ lab }) =>
      expect((await fetch(`${lab.url}/api/auth`)).headers.get('connection')).toBe('close'),
    );
  });
});

describe('headers', () => {
  const deleted = 'sid=deleted; SameSite=Lax; Path=/; Max-Age=-1; Expires=Thu, 01 Jan 1970 00:00:00 GMT;';

  test.each<[string, string, string, number, Record<string, string | null>]>([
    ['a session', 'GET', '/api/auth', 200, { 'set-cookie': expect.stringContaining('sid=') as never, 'access-control-allow-methods': '*' }],
    ['a logout', 'DELETE', '/api/auth', 204, { 'set-cookie': deleted, 'content-type': 'text/html' }],
    ['an unknown path', 'GET', '/api/nosuch', 404, { 'set-cookie': null, 'access-control-allow-headers': null }],
    ['a wrong method', 'POST', '/api/config', 404, { 'set-cookie': null }],
    ['OPTIONS', 'OPTIONS', '/api/config', 204, { 'set-cookie': null }],
  ])('of %s', (_, method, path, status, headers) =>
    withLab({}, async ({ lab, sid }) => {
      const answer = await fetch(`${lab.url}${path}`, { method, headers: { sid } });
      const text = await answer.text();
      expect(answer.status).toBe(status);
      expect(Object.fromEntries(Object.keys(headers).map((name) => [name, answer.headers.get(name)]))).toEqual(headers);
      if (status === 204) return;
      expect(answer.headers.get('content-security-policy')).not.toBeNull();
      expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    }),
  );

  test('a logout without a session leaves the cookie alone', () =>
    withLab({}, async ({ lab }) => {
      const answer = await fetch(`${lab.url}/api/auth`, { method: 'DELETE' });
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
      expect(await answer.json()).toMatchObject(session('no SID provided') as object);
    }));

  test('the cookie alone shows its session, and opens nothing else', () =>
    withLab({}, async ({ lab, sid }) => {
      const by = { cookie: `sid=${sid}` };
      expect((await raw(lab, 'GET', '/api/auth', undefined, by))[0]).toBe(200);
      expect((await raw(lab, 'GET', '/api/config/dns/hosts', undefined, by))[0]).toBe(401);
    }));

  test('HEAD is answered with a body, which Node does not forgive', () =>
    withLab({}, async ({ lab }) => {
      const asked = new Promise((resolve) => {
        const request = get({ host: lab.dns.address, port: new URL(lab.url).port, path: '/api/auth', method: 'HEAD' });
        request.on('response', ({ statusCode }) => resolve(statusCode)).on('error', ({ message }) => resolve(message));
      });
      expect([404, expect.stringContaining('Parse Error')]).toContainEqual(await asked);
      const socket = connect(Number(new URL(lab.url).port), lab.dns.address);
      socket.end('HEAD /api/auth HTTP/1.1\r\nhost: x\r\n\r\n');
      const chunks: Buffer[] = [];
      for await (const chunk of socket) chunks.push(chunk as Buffer);
      expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 404 [^]*\r\n\r\n\{"error"/);
    }));

  test('a URL of over 16 KiB', () =>
    withLab({}, async ({ lab }) => {
      expect(await raw(lab, 'PUT', hosts('x'.repeat(17_000)), undefined, {}, fetch)).toEqual([
        400,
        'Error 400: Bad Request\nMalformed message',
      ]);
    }));

  test('https_port is that of the certificate', () =>
    withLab({ tls: true }, async ({ lab }) => {
      const https_port = Number(new URL(lab.https?.url ?? '').port);
      expect(await raw(lab, 'GET', '/api/info/login')).toEqual([200, { dns: true, https_port }]);
    }));
});

test('faults: a delay, a status, a lost request, a lost answer', () =>
  withLab({}, async ({ lab, ask }) => {
    lab.faults.push({ answer: { status: 502, body: '<h1>Bad gateway</h1>' }, times: 1 });
    expect(await ask('GET', '/api/info/login')).toEqual([502, '<h1>Bad gateway</h1>']);
    lab.faults.push({ drop: 'request', times: 1 }, { drop: 'answer', times: 1 });
    await expect(ask('PUT', hosts('10.0.0.1 n.lab'))).rejects.toThrow();
    expect(lab.hosts()).toEqual([]);
    await expect(ask('PUT', hosts('10.0.0.1 n.lab'))).rejects.toThrow();
    expect(lab.hosts()).toEqual(['10.0.0.1 n.lab']);
  }));
