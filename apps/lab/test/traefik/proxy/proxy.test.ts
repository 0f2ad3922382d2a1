import { createServer } from 'node:http';
import { createServer as createSecureServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { certificate } from '../../../src/certificate/certificate.js';
import { names, on, route } from '../bench.js';

describe('the proxy', () => {
  test(
    'by host, priority and path; its own answers',
    on(async ({ backend, put, until, emulator, get, seen }) => {
      await put('a.yml', route('a', backend));
      await put('b.yml', route('b', 'http://127.0.0.1:1', { rule: 'Host(`a.test`) && PathPrefix(`/b`)' }));
      await put(
        'c.yml',
        'http:\n  routers:\n    c: {rule: "Host(`c.test`)", service: c, tls: {}}\n  services:\n    c: {loadBalancer: {servers: []}}\n',
      );
      await until(() => names(emulator).length === 3);
      expect(await get('A.test', '/x?y=1')).toMatchObject({ status: 200, body: 'hello /x?y=1' });
      expect(seen[0]?.headers).toMatchObject({
        host: 'A.test',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'A.test',
        'x-real-ip': '127.0.0.1',
      });
      expect(await get('a.test', '/b')).toMatchObject({ status: 502, body: 'Bad Gateway' });
      expect(await get('c.test')).toMatchObject({ status: 503, body: 'no available server\n' });
      expect(await get('nobody.test')).toMatchObject({
        status: 404,
        body: '404 page not found\n',
        headers: { 'content-type': expect.stringContaining('text/plain') as string },
      });
      expect((await get('a.test', '/', { plain: true })).status).toBe(404); // a router with TLS does not answer without
    }),
  );

  test(
    'forwardAuth: asked first, its refusal passed on, its headers to the backend, 500 when it is away',
    on(async ({ backend, put, until, emulator, get, seen }) => {
      const auth = (name: string, address: string): string =>
        `${route(name, backend, { more: `, middlewares: [${name}]` })}  middlewares:\n    ${name}: {forwardAuth: {address: "${address}", authResponseHeaders: [X-User]}}\n`;
      await put('yes.yml', auth('yes', `${backend}/ok`));
      await put('no.yml', auth('no', `${backend}/deny`));
      await put('away.yml', auth('away', 'http://127.0.0.1:1'));
      await until(() => names(emulator).length === 3);
      expect((await get('yes.test', '/page?x=1')).status).toBe(200);
      expect(seen[0]?.headers).toMatchObject({
        'x-forwarded-uri': '/page?x=1',
        'x-forwarded-method': 'GET',
        'x-forwarded-host': 'yes.test',
        'x-forwarded-proto': 'https',
      });
      expect(seen[1]?.headers).toMatchObject({ 'x-user': 'ann' });
      expect(await get('no.test')).toMatchObject({
        status: 302,
        body: 'login',
        headers: { location: 'https://sso.test/', 'set-cookie': ['a=b'] },
      });
      expect((await get('away.test')).status).toBe(500);
    }),
  );

  test(
    'certificates: of the authority for what a resolver ordered, the default one else, and while pending',
    on(
      async ({ backend, put, until, emulator }) => {
        await put('a.yml', route('a', backend, { tls: '{certResolver: le}' }));
        await put('b.yml', route('b', backend));
        await put('p.yml', route('p', backend, { tls: '{certResolver: le}' }));
        await put('w.yml', route('w', backend, { tls: '{certResolver: le, domains: [{main: "*.wild.test"}]}' }));
        await until(() => names(emulator).length === 4);
        const shake = (servername: string, ca: string | undefined) =>
          new Promise<[string, boolean]>((resolve, reject) => {
            const socket = connect(
              { host: emulator.address, port: emulator.httpsPort, servername, rejectUnauthorized: false, ...(ca ? { ca } : {}) },
              () => {
                resolve([String(socket.getPeerCertificate().subject.CN), socket.authorized]);
                socket.destroy();
              },
            );
            socket.on('error', reject);
          });
        expect(await shake('a.test', emulator.ca)).toEqual(['a.test', true]);
        expect(await shake('x.wild.test', emulator.ca)).toEqual(['x.wild.test', true]);
        for (const host of ['b.test', 'p.test', 'nobody.test'])
          expect(await shake(host, emulator.ca)).toEqual(['TRAEFIK DEFAULT CERT', false]);
      },
      { issued: (host) => host !== 'p.test' },
    ),
  );

  test(
    'a redirecting entryPoint',
    on(
      async ({ emulator, get }) => {
        const to = `https://a.test:${emulator.httpsPort}/x?y`;
        expect(await get('a.test', '/x?y', { plain: true })).toMatchObject({ status: 301, headers: { location: to } });
        expect(await get('a.test', '/x?y', { plain: true, method: 'POST' })).toMatchObject({ status: 308, headers: { location: to } });
        expect(names(emulator)).toEqual(['web-to-websecure@internal']);
      },
      { entryPoints: { web: { redirectTo: 'websecure' }, websecure: {} } },
    ),
  );

  test(
    'the headers middleware, on the way in and out',
    on(async ({ backend, put, until, emulator, get, seen }) => {
      const headers = 'frameDeny: true, contentTypeNosniff: true, stsSeconds: 60, stsIncludeSubdomains: true, referrerPolicy: same-origin';
      const custom = 'customRequestHeaders: {X-In: "1", X-Gone: ""}, customResponseHeaders: {X-Out: "2"}';
      await put(
        'a.yml',
        `${route('a', backend, { more: ', middlewares: [h]' })}  middlewares:\n    h: {headers: {${headers}, ${custom}}}\n`,
      );
      await until(() => names(emulator).length === 1);
      expect((await get('a.test')).headers).toMatchObject({
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'strict-transport-security': 'max-age=60; includeSubDomains',
        'referrer-policy': 'same-origin',
        'x-out': '2',
      });
      expect(seen[0]?.headers).toMatchObject({ 'x-in': '1' });
    }),
  );

  test(
    'a redirecting middleware answers before the service is reached, and is no open door in strict mode',
    on(async ({ backend, put, until, emulator, get, seen }) => {
      const guarded = route('a', backend, { more: ', middlewares: [m]' });
      const redirect = '    plain: {rule: "Host(`a.test`)", service: a, entryPoints: web, middlewares: [r]}\n  services:';
      const middlewares = `  middlewares:\n    r: {redirectScheme: {scheme: https, permanent: true}}\n    m: {forwardAuth: {address: "${backend}/ok"}}\n`;
      await put('a.yml', `${guarded.replace('  services:', redirect)}${middlewares}`);
      await until(() => names(emulator).length === 2);
      expect(await get('a.test', '/x', { plain: true })).toMatchObject({ status: 301, headers: { location: 'https://a.test/x' } });
      expect((await get('a.test', '/x', { plain: true, method: 'PUT' })).status).toBe(308);
      expect([seen.length, emulator.everOpen]).toEqual([0, []]);
    }),
  );

  test(
    'a server that fails its health check is left out until it is well again',
    on(
      async ({ backend, put, until, emulator, get, api }) => {
        let ill = true;
        const server = createServer((incoming, response) => response.writeHead(ill && incoming.url === '/health' ? 500 : 200).end());
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        await put(
          'a.yml',
          `${route('a', backend)}    h: {loadBalancer: {healthCheck: {path: /health, interval: 90s}, servers: [{url: "${url}"}]}}\n`,
        );
        await put('h.yml', route('h', backend).replace(/  services:[^]*/, ''));
        await until(() => names(emulator).length === 2 && JSON.stringify(emulator.services()).includes('DOWN'));
        expect(await get('h.test')).toMatchObject({ status: 503, body: 'no available server\n' });
        expect((await api('/api/http/services/h@file')).json).toMatchObject({
          serverStatus: { [url]: 'DOWN' },
          loadBalancer: { healthCheck: { interval: '1m30s', timeout: '5s' } },
        });
        ill = false;
        await until(() => !JSON.stringify(emulator.services()).includes('DOWN'));
        expect((await get('h.test')).status).toBe(200);
        server.close();
        server.closeAllConnections();
      },
      { healthCheckMs: 10 },
    ),
  );

  test(
    'the certificate of an https backend: by its own name and the public authorities, unless a transport says otherwise',
    on(async ({ put, until, emulator, get }) => {
      const { cert, key } = certificate({ name: 'pve.lan', sans: ['pve.lan'] });
      const asked: unknown[] = [];
      const server = createSecureServer({ cert, key }, (incoming, response) => {
        asked.push((incoming.socket as TLSSocket).servername);
        response.end('pve');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const transports = {
        plain: null,
        open: { insecureSkipVerify: true },
        unnamed: { rootCAs: [cert] },
        unknown: { serverName: 'pve.lan' },
        named: { rootCAs: [cert], serverName: 'pve.lan' },
      };
      for (const [name, transport] of Object.entries(transports)) {
        const balancer = { loadBalancer: { servers: [{ url }], ...(transport && { serversTransport: name }) } };
        const router = { rule: `Host(\`${name}.test\`)`, service: name, entryPoints: ['websecure'], tls: {} };
        const more = transport && { serversTransports: { [name]: transport } };
        await put(`${name}.yml`, JSON.stringify({ http: { routers: { [name]: router }, services: { [name]: balancer }, ...more } }));
      }
      await until(() => names(emulator).length === 5);
      const met = await Promise.all(Object.keys(transports).map(async (name) => [name, (await get(`${name}.test`)).status]));
      expect(Object.fromEntries(met)).toEqual({ plain: 500, open: 200, unnamed: 500, unknown: 500, named: 200 });
      expect(asked).toEqual(expect.arrayContaining([false, 'pve.lan']));
      server.close();
      server.closeAllConnections();
    }),
  );

  test(
    'web sockets pass through',
    on(async ({ backend, put, until, emulator }) => {
      await put('a.yml', route('a', backend));
      await until(() => names(emulator).length === 1);
      const echoed = await new Promise<string>((resolve, reject) => {
        const outgoing = request({
          host: emulator.address,
          port: emulator.httpsPort,
          headers: { host: 'a.test', connection: 'Upgrade', upgrade: 'websocket' },
          rejectUnauthorized: false,
        });
        outgoing.on('upgrade', (_, socket) => {
          socket.on('data', (chunk: Buffer) => {
            resolve(chunk.toString());
            socket.destroy();
          });
          socket.write('ping');
        });
        outgoing.on('error', reject);
        outgoing.end();
      });
      expect(echoed).toBe('ping');
    }),
  );
});
