import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { traefikEmulator } from '@hl/lab/traefik';
import type { TraefikEmulator, TraefikEmulatorOptions } from '@hl/lab/traefik';

interface Bench {
  readonly emulator: TraefikEmulator;
  readonly backend: string;
  readonly seen: IncomingMessage[];
  put(file: string, text: string): Promise<void>;
  until(what: () => boolean): Promise<void>;
  api(path: string): Promise<{ status: number; headers: Headers; json: unknown }>;
  get(
    host: string,
    path?: string,
    options?: { method?: string; plain?: boolean; port?: number },
  ): Promise<{ status: number; body: string; headers: IncomingMessage['headers'] }>;
}

/** A fresh Traefik, and a backend that tells what it was asked. */
const on =
  (body: (bench: Bench) => Promise<void>, options: Partial<TraefikEmulatorOptions> = {}, before: { [file: string]: string } = {}) =>
  async (): Promise<void> => {
    const directory = await mkdtemp(join(tmpdir(), 'lab-traefik-'));
    for (const [file, text] of Object.entries(before)) await writeFile(join(directory, file), text);
    const seen: IncomingMessage[] = [];
    const handle = (incoming: IncomingMessage, response: ServerResponse): void => {
      seen.push(incoming);
      if (incoming.url?.startsWith('/deny')) response.writeHead(302, { location: 'https://sso.test/', 'set-cookie': 'a=b' }).end('login');
      else response.writeHead(200, { 'x-user': 'ann' }).end(`hello ${incoming.url}`);
    };
    const server = createServer(handle);
    server.on('upgrade', (_, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
      socket.pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const emulator = await traefikEmulator({ directory, throttleMs: 10, ...options });
    const put: Bench['put'] = async (file, text) => {
      await writeFile(join(directory, `${file}.tmp`), text);
      await rename(join(directory, `${file}.tmp`), join(directory, file));
    };
    const until: Bench['until'] = async (what) => {
      for (const end = Date.now() + 5000; !what(); await sleep(5))
        if (Date.now() > end) throw new Error(`not so within 5 s: ${what.toString()}; log: ${emulator.log.join('\n')}`);
    };
    const api: Bench['api'] = async (path) => {
      const response = await fetch(`${emulator.api}${path}`);
      const text = await response.text();
      return { status: response.status, headers: response.headers, json: /^[[{]/.test(text) ? JSON.parse(text) : text };
    };
    const get: Bench['get'] = (host, path = '/', { method = 'GET', plain = false, port } = {}) =>
      new Promise((resolve, reject) => {
        const settings = {
          host: emulator.address,
          port: port ?? (plain ? emulator.httpPort : emulator.httpsPort),
          path,
          method,
          headers: { host },
          agent: false,
          servername: host,
          rejectUnauthorized: false,
        };
        const outgoing = (plain ? plainRequest : request)(settings, (answer) => {
          let text = '';
          answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text, headers: answer.headers }));
        });
        outgoing.on('error', reject);
        outgoing.end();
      });
    try {
      await body({ emulator, backend: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, put, until, api, get });
    } finally {
      await emulator.close();
      server.close();
      server.closeAllConnections();
      await rm(directory, { recursive: true });
    }
  };

const route = (name: string, url: string, { rule = `Host(\`${name}.test\`)`, more = '', tls = '{}', service = name } = {}): string =>
  `http:\n  routers:\n    ${name}: {rule: '${rule}', service: ${service}, entryPoints: websecure, tls: ${tls}${more}}\n  services:\n    ${name}: {loadBalancer: {servers: [{url: "${url}"}]}}\n`;

const names = (emulator: TraefikEmulator): string[] => emulator.routers().map(({ name }) => name);

describe('the directory', () => {
  test.each([
    ['an empty map of routers', 'http:\n  routers: {}\n', 'routers cannot be a standalone element (type map[string]*dynamic.Router)'],
    ['routers without a value', 'http:\n  routers:\n', 'routers cannot be a standalone element (type map[string]*dynamic.Router)'],
    ['an empty http', 'http: {}\n', 'http cannot be a standalone element (type *dynamic.HTTPConfiguration)'],
    ['an unknown field', 'http:\n  routers:\n    a: {bogus: 1, rule: x, service: y}\n', 'field not found, node: bogus'],
    ['broken YAML', 'http: "\n', 'yaml:'],
    ['a key twice', 'http:\n  routers:\n    a: {rule: x}\n    a: {rule: y}\n', 'yaml:'],
    ['a list', '- http\n', 'cannot unmarshal'],
    ['a priority in words', 'http:\n  routers:\n    a: {rule: x, priority: abc}\n', 'ParseInt'],
    ['a template, even in a comment', '# {{ nope }}\n', 'function \\"nope\\" not defined'],
  ])('%s stops the whole update, and the former configuration stays', (_, text, reason) =>
    on(async ({ emulator, backend, put, until }) => {
      await put('a.yml', route('a', backend));
      await until(() => names(emulator).includes('a@file'));
      await put('broken.yml', text);
      await put('b.yml', route('b', backend));
      await until(() =>
        emulator.log.some((line) => line.startsWith('ERR Error occurred during watcher callback') && line.includes(reason)),
      );
      expect(emulator.log.join()).toContain('broken.yml');
      expect(names(emulator)).toEqual(['a@file']);
      await put('broken.yml', '');
      await until(() => names(emulator).includes('b@file'));
    })(),
  );

  test.each([
    ['comments only', '# hi\n'],
    ['unknown keys at the root', 'x-base: {a: 1}\n'],
    ['http without a value', 'http:\n'],
    [
      'any case, a string for a list, a number as text',
      'HTTP:\n  Routers:\n    c: {Rule: "Host(`c`)", SERVICE: c, entrypoints: websecure, priority: "50"}\n',
    ],
    ['an environment variable', '# {{ env "X" }}\n'],
    ['a second document, which is not read', 'x-a: 1\n---\nhttp: {}\n'],
    ['a template comment and a variable', '{{/* of\nours */}}\n{{ $x := env "X" }}\n# {{ $x }}\n'],
  ])('%s is taken', (_, text) =>
    on(async ({ emulator, backend, put, until }) => {
      await put('other.yml', text);
      await put('a.yml', route('a', backend));
      await until(() => names(emulator).includes('a@file'));
      expect(emulator.log).toEqual([]);
    })(),
  );

  test(
    'a name that is no text to Go is served as what it is',
    on(async ({ backend, put, until, emulator }) => {
      await put('a.yml', route('0b11', backend));
      await put('b.yml', route('2026-08-15', backend));
      await put('c.yml', route('"123"', backend).replaceAll('"123".test', '123.test'));
      await until(() => names(emulator).length === 3);
      expect(names(emulator).sort()).toEqual(['123@file', '<int Value>@file', '<time.Time Value>@file']);
    }),
  );

  test(
    'one broken file at the start: no file routes at all',
    on(
      async ({ emulator }) => {
        expect(emulator.routers()).toEqual([]);
        expect(emulator.log).toEqual([expect.stringContaining('Error while building configuration (for the first time)')]);
      },
      {},
      { 'a.yml': route('a', 'http://x'), 'b.yml': 'http:\n  routers: {}\n' },
    ),
  );

  test(
    'dot files are loaded, temporary names are not, the first of two names wins, folders below are not watched',
    on(async ({ emulator, backend, put, until }) => {
      await put('.dot.yml', route('dot', backend));
      await put('b.yml', route('a', 'http://second'));
      await put('a.yml', route('a', backend));
      await put('c.yml.bak', route('c', backend));
      await until(() => names(emulator).includes('dot@file') && emulator.log.some((line) => line.includes('already configured')));
      await until(() => JSON.stringify(emulator.services()).includes(backend) && !JSON.stringify(emulator.services()).includes('second'));
      expect(names(emulator)).toEqual(['dot@file', 'a@file']);
    }),
  );

  test(
    'of what comes while the throttle waits, the newest that can be read is applied',
    on(
      async ({ emulator, backend, put, until }) => {
        await put('a.yml', route('a', backend));
        await until(() => names(emulator).includes('a@file'));
        await put('b.yml', route('b', backend));
        await put('double.yml', route('a', backend));
        await until(() => emulator.log.some((line) => line.startsWith('WRN') && line.includes('double.yml')));
        await put('broken.yml', 'http: {}\n');
        await until(() => emulator.log.some((line) => line.startsWith('ERR')));
        await until(() => names(emulator).includes('b@file'));
      },
      { throttleMs: 400 },
    ),
  );

  test(
    'a burst of files is a few updates',
    on(
      async ({ emulator, backend, put, until }) => {
        for (let index = 0; index < 20; index += 1) await put(`f${index}.yml`, route(`f${index}`, backend));
        await until(() => names(emulator).length === 20);
        expect(emulator.reloads).toBeLessThan(6);
      },
      { throttleMs: 100 },
    ),
  );
});

describe('the API', () => {
  test(
    'objects as Traefik shows them',
    on(async ({ backend, put, api, until, emulator }) => {
      await put(
        'a.yml',
        `${route('a', backend, { more: ', middlewares: [m]', tls: '{certResolver: le}' })}  middlewares:\n    m: {forwardAuth: {address: "${backend}"}}\n`,
      );
      await until(() => names(emulator).length === 1);
      expect((await api('/api/http/routers/a@file')).json).toEqual({
        entryPoints: ['websecure'],
        middlewares: ['m@file'],
        service: 'a',
        rule: 'Host(`a.test`)',
        priority: 14,
        tls: { options: 'default', certResolver: 'le' },
        observability: { accessLogs: true, metrics: true, tracing: true, traceVerbosity: 'minimal' },
        status: 'enabled',
        using: ['websecure'],
        name: 'a@file',
        provider: 'file',
        priorityStr: '14',
      });
      expect((await api('/api/http/services/a@file')).json).toMatchObject({
        loadBalancer: { strategy: 'wrr', passHostHeader: true },
        usedBy: ['a@file'],
        type: 'loadbalancer',
        serverStatus: { [backend]: 'UP' },
      });
      expect((await api('/api/http/middlewares/m@file')).json).toMatchObject({
        forwardAuth: { address: backend },
        type: 'forwardauth',
        usedBy: ['a@file'],
      });
      expect((await api('/api/rawdata')).json).toMatchObject({ routers: { 'a@file': { status: 'enabled', service: 'a' } } });
      expect((await api('/api/version')).json).toMatchObject({ Version: expect.any(String) as string });
      expect((await api('/api/overview')).json).toMatchObject({
        http: { routers: { total: 1, warnings: 0, errors: 0 } },
        providers: ['File'],
      });
      expect((await api('/api/entrypoints')).json).toMatchObject([{ name: 'web' }, { name: 'websecure' }]);
    }),
  );

  test.each([
    [
      'an unknown matcher',
      { rule: 'Hst(`c`)' },
      'disabled',
      ['error while parsing rule Hst(`c`): parsing rule Hst(`c`): unsupported function: Hst'],
    ],
    [
      'a pattern that Go does not know',
      { rule: 'HostRegexp(`^(?!www)a$`)' },
      'disabled',
      [
        'adding rule HostRegexp(`^(?!www)a$`): error while adding rule HostRegexp: compiling HostRegexp matcher: error parsing regexp: invalid or unsupported Perl syntax: `(?!`',
      ],
    ],
    [
      'an escape that Go does not know',
      { rule: 'Host("a\\.b")' },
      'disabled',
      ['error while parsing rule Host("a\\.b"): parsing rule Host("a\\.b"): 1:11: unknown escape sequence'],
    ],
    [
      'two values',
      { rule: 'Host(`a`, `b`)' },
      'disabled',
      ['adding rule Host(`a`, `b`): error while adding rule Host: unexpected number of parameters; got 2, expected one of [1]'],
    ],
    [
      'an empty value',
      { rule: 'Host(``)' },
      'disabled',
      ['adding rule Host(``): error while adding rule Host: empty args for matcher Host, []'],
    ],
    ['no rule at all', { rule: '' }, 'disabled', ["error while parsing rule : parsing rule : 1:1: expected operand, found 'EOF'"]],
    ['a service that is missing', { service: 'x' }, 'disabled', ['the service "x@file" does not exist']],
    ['a middleware that is missing', { more: ', middlewares: [m]' }, 'disabled', ['middleware "m@file" does not exist']],
    [
      'no known entryPoint',
      { more: ', ENTRYPOINTS: [nope]' },
      'disabled',
      ['entryPoint "nope" doesn\'t exist', 'no valid entryPoint for this router'],
    ],
    ['an unknown entryPoint among others', { more: ', ENTRYPOINTS: [websecure, nope]' }, 'warning', ['entryPoint "nope" doesn\'t exist']],
  ])('a router with %s: status and error', (_, options, status, error) =>
    on(async ({ put, until, emulator, api }) => {
      await put('a.yml', route('a', 'http://x', options));
      await until(() => names(emulator).length === 1);
      expect((await api('/api/http/routers/a@file')).json).toMatchObject({ status, error });
    })(),
  );

  test(
    'pages, and what is not there',
    on(async ({ backend, put, until, emulator, api }) => {
      for (const name of ['a', 'b', 'c']) await put(`${name}.yml`, route(name, backend));
      await until(() => names(emulator).length === 3);
      const first = await api('/api/http/routers?per_page=2');
      expect([first.headers.get('x-next-page'), (first.json as unknown[]).length]).toEqual(['2', 2]);
      expect((await api('/api/http/routers?per_page=2&page=2')).headers.get('x-next-page')).toBe('1');
      expect(await api('/api/http/routers?page=9&per_page=2')).toMatchObject({
        status: 400,
        json: { message: 'invalid request: page: 9, per_page: 2' },
      });
      expect((await api('/api/http/routers?search=B')).json).toMatchObject([{ name: 'b@file' }]);
      const missing = await api('/api/http/routers/nope@file');
      expect([missing.status, missing.headers.get('content-type'), missing.json]).toEqual([
        404,
        'text/plain; charset=utf-8',
        { message: 'router not found: nope@file' },
      ]);
      expect((await api('/api/http/bogus')).status).toBe(404);
      expect((await fetch(`${emulator.api}/api/http/routers`, { method: 'PUT' })).status).toBe(405);
    }),
  );
});

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
    'strict mode tells a host that was open before it was protected',
    on(async ({ backend, put, until, emulator }) => {
      await put('a.yml', route('a', backend));
      await until(() => names(emulator).length === 1);
      expect(emulator.everOpen).toEqual([]);
      await put(
        'a.yml',
        `${route('a', backend, { more: ', middlewares: [m]' })}  middlewares:\n    m: {forwardAuth: {address: "http://auth"}}\n`,
      );
      await until(() => emulator.middlewares().length === 1);
      expect(emulator.everOpen).toEqual(['a.test']);
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

  test.each([
    ['HostRegexp(`^[^.]+\\.a\\.test$`)', 'x.a.test', '/', 200],
    ['HostRegexp(`^[^.]+\\.a\\.test$`)', 'a.test', '/', 404],
    ['Host(`*.a.test`)', 'x.a.test', '/', 200],
    ['Host(`*.a.test`)', 'x.y.a.test', '/', 404],
    ['Host(`a.test`) && !PathPrefix(`/admin`)', 'a.test', '/admin/x', 404],
    ['Host(`a.test`) && (Path(`/x`) || PathRegexp(`^/y[0-9]+$`))', 'a.test', '/y12', 200],
    ['Host(`b.test`) || Host(`a.test`) && Path(`/x`)', 'b.test', '/', 200],
    ['Host("a.test") && Method(`POST`)', 'a.test', '/', 404],
    ['Host(`a.test`) && ClientIP(`127.0.0.0/8`)', 'a.test', '/', 200],
    ['Host(`a.test`) && ClientIP(`10.0.0.0/8`)', 'a.test', '/', 404],
    ['Host(`a.test`) && Header(`Connection`, `close`) && Query(`k`, `v`)', 'a.test', '/?k=v', 200],
    ['HostRegexp(`(?i)^(?P<x>[A-Z])\\.TEST$`)', 'a.test', '/', 200],
    ['Header(`Host`, `a.test`)', 'a.test', '/', 404],
  ])('rule %s: %s%s gives %i', (rule, host, path, status) =>
    on(async ({ backend, put, until, emulator, get }) => {
      await put('a.yml', route('a', backend, { rule }));
      await until(() => names(emulator).length === 1);
      expect(emulator.routers()).toMatchObject([{ status: 'enabled' }]);
      expect((await get(host, path)).status).toBe(status);
    })(),
  );
});

test('folders below are read with the next event at the top only', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'lab-traefik-'));
  await mkdir(join(directory, 'sub'));
  const emulator = await traefikEmulator({ directory, throttleMs: 10 });
  await writeFile(join(directory, 'sub', 'a.yml'), route('a', 'http://x'));
  await sleep(60);
  expect(names(emulator)).toEqual([]);
  await writeFile(join(directory, 'any.txt'), 'x');
  for (const end = Date.now() + 5000; names(emulator).length === 0 && Date.now() < end;) await sleep(5);
  expect(names(emulator)).toEqual(['a@file']);
  await emulator.close();
  await rm(directory, { recursive: true });
});

describe('as the real one was measured', () => {
  const balanced = 'loadBalancer: {servers: [{url: "http://x"}]}';
  const withService = (service: string, more = ''): string =>
    `http:\n  routers: {a: {rule: "Host(\`a\`)", service: s}}\n  services: {s: {${service}}}\n${more}`;
  const withMiddleware = (middleware: string): string =>
    `http:\n  routers: {a: {rule: "Host(\`a\`)", service: s, middlewares: [m]}}\n  services: {s: {${balanced}}}\n  middlewares: {m: {${middleware}}}\n`;

  test.each([
    ['TLS options', route('a', 'http://x', { tls: '{options: nope}' }), 'building router handler: unknown TLS options: nope@file'],
    ['a member of a weighted service', withService('weighted: {services: [{name: gone}]}'), 'the service "gone@file" does not exist'],
    [
      'a transport',
      withService('loadBalancer: {serversTransport: gone, servers: [{url: "http://x"}]}'),
      'servers transport not found gone@file',
    ],
    ['a server’s URL', withService('loadBalancer: {servers: [{url: "http://[x"}]}'), 'error parsing server URL http://[x'],
    [
      'the provider of its service',
      route('"a@b"', 'http://x', { service: 's', rule: 'Host(`a`)' }),
      'the service "s@b@file" does not exist',
    ],
    [
      'an entryPoint of UDP',
      'udp:\n  routers: {a: {service: s, entryPoints: web}}\n  services: {s: {loadBalancer: {servers: [{address: "x:53"}]}}}\n',
      'entryPoint "web" doesn\'t exist',
    ],
  ])('a router is disabled for want of %s', (_, text, error) =>
    on(async ({ put, until, emulator, api }) => {
      await put('a.yml', text);
      // A reload may see the file before its text is in it.
      await until(() => emulator.reloads > 1);
      let json: unknown = [];
      for (let look = 0; look < 500 && (json as unknown[]).length === 0; look += 1) {
        ({ json } = await api(`/api/${text.startsWith('udp') ? 'udp' : 'http'}/routers`));
        await sleep(5);
      }
      expect(json).toMatchObject([{ status: 'disabled', error: expect.arrayContaining([expect.stringContaining(error)]) as string[] }]);
    })(),
  );

  test.each([
    ['two kinds', 'addPrefix: {prefix: /x}, compress: {encodings: [gzip]}', 'multi-types middleware not supported'],
    [
      'headers that are all zero',
      'headers: {frameDeny: false, contentSecurityPolicy: "", allowedHosts: [], stsSeconds: 0}',
      'headers configuration not valid',
    ],
    ['a bad pattern of origins', 'headers: {accessControlAllowOriginListRegex: ["(a"]}', 'error parsing regexp: missing closing ): `(a`'],
    ['a bad pattern', 'redirectRegex: {regex: "(a", replacement: b}', 'error parsing regexp: missing closing ): `(a`'],
    ['no range of addresses', 'ipAllowList: {sourceRange: [home]}', 'invalid CIDR address: home'],
    ['a plugin that is not installed', 'plugin: {bouncer: {x: 1}}', 'invalid middleware type or middleware does not exist'],
    ['a chain with a member that is missing', 'chain: {middlewares: [gone]}', 'middleware "gone@file" does not exist'],
  ])('a middleware with %s is disabled, and the router that uses it', (_, middleware, error) =>
    on(async ({ put, until, emulator }) => {
      await put('a.yml', withMiddleware(middleware));
      await until(() => names(emulator).length === 1);
      const said = [expect.stringContaining(error) as string];
      expect(emulator.routers()).toMatchObject([{ status: 'disabled', error: said }]);
      expect(emulator.middlewares()).toMatchObject([{ status: 'disabled', error: said }]);
    })(),
  );

  test(
    'one value that is not zero is enough, and what no router uses is not built',
    on(async ({ put, until, emulator }) => {
      await put('a.yml', withMiddleware('headers: {frameDeny: false, browserXssFilter: true}'));
      await put('b.yml', 'http: {middlewares: {unused: {headers: {frameDeny: false}}}}\n');
      await until(() => emulator.middlewares().length === 2);
      expect([...emulator.routers(), ...emulator.middlewares()].map(({ status }) => status)).toEqual(['enabled', 'enabled', 'enabled']);
    }),
  );

  test.each([
    ['retry', withMiddleware('retry: {}'), 'retry cannot be a standalone element (type *dynamic.Retry)'],
    ['rateLimit', withMiddleware('rateLimit: {}'), 'rateLimit cannot be a standalone element (type *dynamic.RateLimit)'],
    ['buffering', withMiddleware('buffering: {}'), 'buffering cannot be a standalone element (type *dynamic.Buffering)'],
    ['an interval in words', withService('loadBalancer: {healthCheck: {path: /, interval: soon}}'), 'time: invalid duration'],
    ['the greatest integer as priority', route('a', 'http://x', { more: ', priority: 9223372036854775807' }), 'ParseInt'],
  ])('%s: the whole directory is rejected', (_, text, reason) =>
    on(async ({ put, until, emulator }) => {
      await put('a.yml', text);
      await until(() => emulator.log.some((line) => line.startsWith('ERR') && line.includes(reason)));
      expect(names(emulator)).toEqual([]);
    })(),
  );

  test.each([
    [
      'TOML',
      'a.toml',
      '[http.routers.a]\nrule = "Host(`a`)"\nservice = "s"\n[[http.services.s.loadBalancer.servers]]\nurl = "http://x"\n',
      ['a@file'],
    ],
    [
      'templates with range',
      'a.yml',
      'http:\n  services: {s: {loadBalancer: {servers: []}}}\n  routers:\n{{ range $i, $e := until 2 }}    r{{ $i }}: {rule: "Host(`r{{ $e }}`)", service: s}\n{{ end }}',
      ['r0@file', 'r1@file'],
    ],
  ])('%s are loaded', (_, file, text, expected) =>
    on(async ({ put, until, emulator }) => {
      await put(file, text);
      await until(() => names(emulator).length > 0);
      expect(names(emulator)).toEqual(expected);
      expect(emulator.routers()[0]).toMatchObject({ status: 'enabled' });
    })(),
  );

  test.each([
    ['null', ['web', 'websecure']],
    ['[]', ['web', 'websecure']],
    ['"web,websecure"', ['web', 'websecure']],
    ['websecure', ['websecure']],
  ])('entryPoints: %s', (written, expected) =>
    on(async ({ put, until, emulator }) => {
      await put('a.yml', withService(balanced).replace('service: s}', `service: s, entryPoints: ${written}}`));
      await until(() => names(emulator).length === 1);
      expect(emulator.routers()).toMatchObject([{ status: 'enabled', entryPoints: expected }]);
    })(),
  );

  test(
    'priorities count bytes; what answers for every name of TCP comes last',
    on(async ({ put, until, emulator, api }) => {
      await put('a.yml', withService(balanced).replace('Host(`a`)', 'Path(`/caféé`)'));
      await put(
        'b.yml',
        'tcp:\n  routers: {t: {rule: "HostSNI(`*`)", service: t}}\n  services: {t: {loadBalancer: {servers: [{address: "x:1"}]}}}\n',
      );
      await until(() => names(emulator).length === 1);
      expect(emulator.routers()).toMatchObject([{ priority: 16, priorityStr: '16' }]);
      await until(() => emulator.reloads > 1 || emulator.log.length > 0);
      expect((await api('/api/tcp/routers/t@file')).json).toMatchObject({ priority: -1, priorityStr: '-1' });
    }),
  );

  test(
    'defaults that nobody wrote are shown',
    on(async ({ put, until, emulator }) => {
      const services = `s: {loadBalancer: {sticky: {cookie: {}}, servers: [{url: "http://x"}]}}, unused: {${balanced}}, m: {mirroring: {service: s}}`;
      const middlewares =
        'auth: {forwardAuth: {address: "http://x"}}, zip: {compress: {minResponseBodyBytes: 1}}, both: {chain: {middlewares: [auth, zip]}}';
      await put(
        'a.yml',
        `http:\n  routers: {a: {rule: "Host(\`a\`)", service: s, middlewares: both}}\n  services: {${services}}\n  middlewares: {${middlewares}}\n`,
      );
      await until(() => names(emulator).length === 1);
      const shown = Object.fromEntries([...emulator.services(), ...emulator.middlewares()].map((one) => [one.name, one]));
      expect(shown).toMatchObject({
        's@file': {
          loadBalancer: { sticky: { cookie: { path: '/', name: expect.stringMatching(/^_[0-9a-f]{5}$/) as string } } },
          serverStatus: {},
        },
        'm@file': { mirroring: { mirrorBody: true, maxBodySize: -1 } },
        'auth@file': { forwardAuth: { maxBodySize: -1 } },
        'zip@file': { compress: { encodings: ['gzip', 'br', 'zstd'] } },
        'both@file': { chain: { middlewares: ['auth@file', 'zip@file'] } },
      });
      expect(shown['unused@file']).not.toHaveProperty('serverStatus');
    }),
  );

  test(
    'it warns of a forwardAuth without a limit, once it is used',
    on(async ({ put, until, emulator }) => {
      await put('a.yml', withMiddleware('forwardAuth: {address: "http://x", maxResponseBodySize: 1024}'));
      await until(() => names(emulator).length === 1);
      expect(emulator.log).toEqual([]);
      await put('a.yml', withMiddleware('forwardAuth: {address: "http://x"}'));
      await until(() => emulator.log.some((line) => line.startsWith("WRN ForwardAuth 'maxResponseBodySize' is not configured")));
    }),
  );
});
