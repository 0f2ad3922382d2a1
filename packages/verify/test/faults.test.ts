import type { RequestListener } from 'node:http';
import type { Service } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { checksFor, type CheckResult, type ShownTile, type VerifyOptions } from '@hl/verify';
import { authority, certificate, closeAll, dns, hosts, http, https, psLine, run, type DnsLab } from './servers.js';

afterEach(closeAll);

/** Two services that are well, the first behind a login; a fault is planted in what answers for them. */
interface World {
  containers: (look: number) => string;
  /** Port of the services; 1: nobody listens there. */
  port?: 1;
  backend: RequestListener;
  proxy: RequestListener;
  plain: RequestListener;
  login: RequestListener;
  shown: () => ReturnType<typeof certificate>;
  readonly dns: DnsLab;
  clients: Record<string, string | null>;
  tile: ShownTile;
  options: Partial<VerifyOptions>;
  service: Service;
}

const say =
  (status: number, body = '', headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);
const to = (location: string, status = 302): RequestListener => say(status, '', { location });
const ca = authority();
const names = ['guarded.example.org', 'open.example.org'];
const issued = (over: Parameters<typeof certificate>[1] = {}) => certificate('x', { ca, sans: names, days: [-30, 60], ...over });
const good = issued();
const callback = (host: string): string => `https://${host}/outpost.goauthentik.io/callback?X-authentik-auth-callback=true`;
const loginAt = (base: string, client: string): RequestListener =>
  to(`${base}/application/o/authorize/?client_id=${client}&redirect_uri=${encodeURIComponent(callback('guarded.example.org'))}&state=hush`);
const gate = loginAt('https://auth.example.org', 'mine');
const isGuarded = ({ headers: { host = '' } }: { headers: { host?: string | undefined } }): boolean => host.startsWith('guarded');

/** The proxy as it should be, but for one of the two hosts, or for one path. */
const butFor =
  (applies: (request: Parameters<RequestListener>[0]) => boolean, other: RequestListener, usual = sound): RequestListener =>
  (request, response) =>
    (applies(request) ? other : usual)(request, response);
const sound: RequestListener = (request, response) => {
  if (request.url?.startsWith('/outpost.goauthentik.io/callback')) say(400)(request, response);
  else (isGuarded(request) ? gate : say(200, '<title>Open &amp; well</title>', { server: 'lab' }))(request, response);
};
const guarded = (other: RequestListener): RequestListener => butFor(isGuarded, other);
const open = (other: RequestListener): RequestListener => butFor((request) => !isGuarded(request), other);

/** Names of the checks that are red, and all that was said. */
async function red(plant: (world: World) => void): Promise<{ failed: string[]; results: CheckResult[] }> {
  const record = { 'guarded.example.org': ['192.0.2.20'], 'open.example.org': ['192.0.2.20'] };
  const world: World = {
    containers: () => ['guarded', 'open'].map((name) => psLine(name)).join('\n'),
    backend: say(200, 'fine'),
    proxy: sound,
    plain: ({ headers: { host = '' }, url = '' }, response) =>
      void response.writeHead(308, { location: `https://${host.replace(/:.*/, '')}${url}` }).end(),
    login: to('/flows/-/default/authentication/'),
    shown: () => good,
    dns: await dns(record),
    clients: { guarded: 'mine' },
    tile: { state: 'shown', pages: ['home'] },
    options: {},
    service: exampleService(),
  };
  plant(world);
  const through =
    (part: 'backend' | 'proxy' | 'plain' | 'login'): RequestListener =>
    (request, response) =>
      world[part](request, response);
  const [backend, proxy, plain, login] = [
    world.port ?? (await http(through('backend'))),
    await https(through('proxy'), () => world.shown()),
    await http(through('plain')),
    await http(through('login')),
  ];
  const service = (name: string, sso: boolean): Service => {
    const base = exampleService({
      name,
      port: backend,
      health: { port: backend, bodyContains: 'fine', followRedirects: true },
      traefik: { port: backend, redirectHttp: true, middlewares: ['own'] },
      deployment: { ports: [{ host: backend, container: 80, protocol: 'tcp', hostIp: null }] },
    });
    return sso ? base : { ...base, authentik: null, glance: null };
  };
  const outside = {
    hosts: { 'docker-media': { address: '127.0.0.1' } },
    dns: [{ name: 'Pi-hole', address: '127.0.0.1', port: world.dns.port }],
    proxy: { name: 'Traefik', address: '127.0.0.1', httpPort: plain, httpsPort: proxy },
    login: {
      ...{ name: 'Authentik', url: 'https://auth.example.org/application/o/authorize/', outpost: 'edge' },
      reachedAt: `http://127.0.0.1:${login}`,
    },
    dashboard: 'Glance',
  };
  const checks = [service('guarded', true), service('open', false)].flatMap((one) => checksFor(one, outside));
  const results = await run(checks, {
    remote: hosts((_, look) => world.containers(look)).remote,
    ca: ca.cert,
    clientIdOf: async (slug) => world.clients[slug] ?? null,
    tilesOf: async (urls) => new Map(urls.map((url) => [url, world.tile])),
    ...world.options,
  });
  const failed = results.filter(({ status }) => status !== 'pass').map((one) => `${one.service} ${one.name}`);
  return { failed, results };
}

test('nothing is wrong: every kind of check passes', async () => {
  const { failed, results } = await red(() => {});
  expect(failed).toEqual([]);
  expect(results.map(({ service, name }) => `${service} ${name}`)).toEqual([
    ...['container', 'port', 'health', 'dns', 'route', 'redirect', 'sso', 'tile'].map((name) => `guarded ${name}`),
    ...['container', 'port', 'health', 'dns', 'route', 'redirect'].map((name) => `open ${name}`),
  ]);
});

const both = (name: string): string[] => [`guarded ${name}`, `open ${name}`];
const ps = (over: object): string => [psLine('guarded', over), psLine('open')].join('\n');

test.each<[string, (world: World) => void, string[], RegExp]>([
  [
    'a container that ended',
    (w) => (w.containers = () => ps({ State: 'exited', Status: 'Exited (1) 2 seconds ago' })),
    ['guarded container'],
    /exited \(1\)/,
  ],
  ['one that starts again and again', (w) => (w.containers = (look) => ps({ ID: `id-${look}` })), ['guarded container'], /restarted/],
  ['one that is unhealthy', (w) => (w.containers = () => ps({ Status: 'Up 5 minutes (unhealthy)' })), ['guarded container'], /unhealthy/],
  ['a service that says 500', (w) => (w.backend = say(500)), both('health'), /^500$/],
  ['one that says something else', (w) => (w.backend = say(200, 'nginx')), both('health'), /without that text/],
  ['one that leads in a circle', (w) => (w.backend = to('/')), both('health'), /^a redirect loop: /],
  ['a record with another address', (w) => w.dns.records.set('open.example.org', ['192.0.2.9']), ['open dns'], /192\.0\.2\.9/],
  ['a record that is not there', (w) => w.dns.records.delete('open.example.org'), ['open dns'], /no address/],
  [
    'an IPv6 address that nobody wants',
    (w) => w.dns.records.set('open.example.org', ['192.0.2.20', '2001:db8::1']),
    ['open dns'],
    /2001:db8::1/,
  ],
  ['no router', (w) => (w.proxy = open(say(404, '404 page not found\n'))), ['open route'], /Traefik's own/],
  ['no backend', (w) => (w.proxy = open(say(502, 'Bad Gateway'))), ['open route'], /502/],
  [
    'a page that fails where it leads',
    (w) => (w.proxy = open(butFor(({ url }) => url === '/', to('/app'), say(500, 'oh')))),
    ['open route'],
    /and 500 where it leads/,
  ],
  ['a page that leads to itself', (w) => (w.proxy = open(to('/'))), ['open route'], /^a redirect loop: https/],
  [
    'a page that leads back to plain HTTP',
    (w) => (w.proxy = open(to('http://open.example.org/'))),
    ['open route', 'open redirect'],
    /^a redirect loop: /,
  ],
  ['plain HTTP that leads nowhere', (w) => (w.plain = say(200)), both('redirect'), /^200$/],
  [
    'plain HTTP that leads to another host',
    (w) => (w.plain = to('https://other.example.org/', 308)),
    both('redirect'),
    /other\.example\.org/,
  ],
  [
    'no certificate yet',
    (w) => (w.shown = () => certificate('TRAEFIK DEFAULT CERT', { sans: ['a.traefik.default'] })),
    both('route'),
    /^certificate pending/,
  ],
  [
    'no certificate, long after the route was made',
    (w) => ((w.shown = () => certificate('TRAEFIK DEFAULT CERT', { sans: ['a.traefik.default'] })), (w.options = { standing: true })),
    both('route'),
    /^TRAEFIK DEFAULT CERT, the proxy's stopgap/,
  ],
  [
    'a certificate for another name',
    (w) => (w.shown = () => issued({ sans: ['other.org'] })),
    both('route'),
    /certificate is for other\.org/,
  ],
  ['one that ended', (w) => (w.shown = () => issued({ days: [-90, -1] })), both('route'), /expired/],
  [
    'one that ends tomorrow',
    (w) => (w.shown = () => issued({ days: [-89, 1.5] })),
    both('route'),
    /^certificate ends in 3[56] hours, on \d{4}-/,
  ],
  [
    'one of nobody that is known',
    (w) => (w.shown = () => issued({ ca: authority('Else') })),
    both('route'),
    /certificate of Else is not trusted/,
  ],
  ['a page that is open without a login', (w) => (w.proxy = guarded(say(200))), ['guarded route', 'guarded sso'], /open without a login/],
  [
    "another application's login",
    (w) => (w.proxy = guarded(loginAt('https://auth.example.org', 'theirs'))),
    ['guarded sso'],
    /another application/,
  ],
  [
    'a login elsewhere',
    (w) => (w.proxy = guarded(loginAt('http://internal:9000', 'mine'))),
    ['guarded sso'],
    /browsers are sent to http:\/\/internal:9000/,
  ],
  [
    'a login that would not send anybody back',
    (w) => (w.login = say(400)),
    ['guarded sso'],
    /refuses to send visitors back to https:\/\/guarded/,
  ],
  [
    'nobody at the way back',
    (w) => (w.proxy = butFor(({ url = '' }) => url.includes('/callback'), say(404, '404 page not found'))),
    ['guarded sso'],
    /way back from the login/,
  ],
  ['no provider', (w) => (w.clients = {}), ['guarded sso'], /no provider for guarded/],
  ['a tile that is not on the page', (w) => (w.tile = { state: 'stale', pages: ['home'] }), ['guarded tile'], /not on home/],
  ['a tile that is in no file', (w) => (w.tile = { state: 'absent', pages: [] }), ['guarded tile'], /no such entry/],
])('%s', async (_, plant, expected, actual) => {
  const { failed, results } = await red(plant);
  expect(failed).toEqual(expected);
  const bad = results.filter(({ status }) => status === 'fail');
  expect(bad.map((one) => one.actual)).toEqual(bad.map(() => expect.stringMatching(actual)));
  expect(JSON.stringify(results)).not.toMatch(/hush|mine|theirs/);
});

test('a service that does not listen, or hangs up: what asks it directly is red', async () => {
  const direct = (...names: string[]): string[] => ['guarded', 'open'].flatMap((service) => names.map((name) => `${service} ${name}`));
  expect((await red((world) => (world.port = 1))).failed).toEqual(direct('port', 'health'));
  expect((await red((world) => (world.backend = (_, response) => response.destroy()))).failed).toEqual(direct('health'));
});

test('a certificate that is renewed late is told, and is no failure yet', async () => {
  const { failed, results } = await red((world) => (world.shown = () => issued({ days: [-80, 9.5] })));
  expect(failed).toEqual([]);
  expect(results.find(({ name }) => name === 'route')?.actual).toMatch(
    /^302 to the login; certificate ends in 9 days, on .*renewal is late/,
  );
});

test('what was seen is kept: of containers, pages, certificates, logins, records and tiles', async () => {
  const { results } = await red(() => {});
  const of = (key: string) => results.find(({ service, name }) => `${service} ${name}` === key)?.evidence;
  expect(of('guarded container')).toEqual({ host: 'docker-media', containers: 'guarded running, up 300 s' });
  expect(of('open health')).toMatchObject({ address: '127.0.0.1', status: '200', body: 'fine' });
  expect(of('open dns')).toEqual({ addresses: expect.stringMatching(/^192\.0\.2\.20 \(127/), ttl: expect.stringMatching(/^0 \(/) });
  expect(of('open route')).toMatchObject({
    ...{ status: '200', title: 'Open & well', server: 'lab', certificate: 'x', names: names.join(', ') },
    ...{ issuer: 'Test R1', chain: 'x', days: '59', until: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
  });
  expect(of('guarded route')).toMatchObject({
    status: '302',
    location: 'https://auth.example.org/application/o/authorize/?client_id=…&redirect_uri=…&state=…',
  });
  expect(of('open redirect')).toMatchObject({ status: '308', location: 'https://open.example.org/' });
  expect(of('guarded sso')).toEqual({
    login: 'https://auth.example.org/application/o/authorize/: 302 to /flows/-/default/authentication/',
    client: 'its own',
    callback: '/outpost.goauthentik.io/callback: 400',
  });
  expect(of('guarded tile')).toEqual({ pages: 'home', url: 'https://guarded.example.org' });
});
