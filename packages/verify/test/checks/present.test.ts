import type { Json } from '@hl/core';
import { exampleHost, exampleService, exampleSite } from '@hl/core/testing';
import { checksFor as bareChecks, type Given } from '@hl/verify';
import { checksFor } from '../outside.js';

const site = exampleSite();
const service = exampleService();
type Over = Parameters<typeof exampleService>[0];
const find = (name: string, over?: Over, at = site) => checksFor(exampleService(over), at).find((check) => check.name === name);
const names = (over?: Over, at = site): string[] => checksFor(exampleService(over), at).map(({ name }) => name);

test('a service that wants all is looked at from all sides; checks are plain data', () => {
  const checks = checksFor(service, site);
  expect(checks.map(({ name }) => name)).toEqual(['container', 'port', 'health', 'dns', 'route', 'sso']);
  expect(JSON.parse(JSON.stringify(checks))).toEqual(checks);
  expect(checksFor(service, site)).toEqual(checks);
  expect(checks[4]).toMatchObject({ hostname: 'metube.example.org', address: '192.0.2.20', port: 443, tls: true, path: '/', sso: true });
});

test('what a service does not want is not looked at', () => {
  const bare = { ...service, health: null, traefik: null, dns: null, authentik: null, glance: null };
  expect(checksFor(bare, site).map(({ name }) => name)).toEqual(['container', 'port']);
});

test('what the site has no system for is skipped with a reason', () => {
  const checks = checksFor(service, { ...site, traefik: null, dns: {}, authentik: null });
  const skipped = checks.flatMap((check) => (check.kind === 'known' ? [`${check.name}: ${check.status}: ${check.reason}`] : []));
  expect(skipped).toEqual([
    'dns: skip: hl.yml names no DNS server',
    'route: skip: hl.yml names no reverse proxy',
    'sso: skip: hl.yml names no single sign-on',
  ]);
});

test('a host that the site does not know fails, it is not skipped', () => {
  expect(find('container', { host: 'nowhere' })).toMatchObject({
    kind: 'known',
    status: 'fail',
    reason: 'host nowhere is not in hl.yml',
  });
});

const port = (over: object) => ({ host: 8082, container: 8081, protocol: 'tcp', hostIp: null, ...over }) as const;

test.each([
  ['every interface', [port({ hostIp: '0.0.0.0' })], { kind: 'port', address: '192.0.2.11' }],
  ['one of its addresses', [port({ hostIp: '10.0.0.9' })], { kind: 'port', address: '10.0.0.9' }],
  ['loopback only', [port({ hostIp: '127.0.0.1' })], { kind: 'known', status: 'skip', reason: '8082 is published on 127.0.0.1 only' }],
  ['UDP only', [port({ protocol: 'udp' })], { kind: 'known', status: 'skip' }],
  ['UDP only, of a nameserver', [port({ protocol: 'udp', container: 53 })], { kind: 'port', protocol: 'dns' }],
  ['a range', [port({ host: 8080, count: 5 })], { kind: 'port', port: 8082, count: 1 }],
  ['a range that begins with it', [port({ count: 5 })], { kind: 'port', count: 5, protocol: 'tcp' }],
  ['both protocols', [port({ protocol: 'udp' }), port({})], { kind: 'port', address: '192.0.2.11' }],
  ['nothing, with the network of the host', [], { kind: 'port', address: '192.0.2.11' }],
])('a port published on %s', (_, ports, expected) => {
  expect(find('port', { deployment: { ports } })).toMatchObject(expected);
});

test('a container in the network of another one is asked at the host, where that one publishes', () => {
  expect(find('port', { deployment: { ports: [], networkMode: 'container:vpn' } })).toMatchObject({ kind: 'port', address: '192.0.2.11' });
});

test('further TCP ports are checks of their own; of UDP ones a nameserver is asked, the others are said to be out of sight', () => {
  const udp = [port({ host: 7359, protocol: 'udp' }), port({ host: 50_000, count: 3, protocol: 'udp' })];
  const both = [port({ host: 5300, container: 53, protocol: 'udp' }), port({ host: 5300, container: 53 }), port({ protocol: 'udp' })];
  const over = { deployment: { ports: [port({}), port({ host: 2222, container: 22 }), ...udp, ...both] } };
  const further = ['port 2222', 'port 5300', 'port 7359/udp', 'port 50000-50002/udp', 'port 5300/udp'];
  expect(names(over)).toEqual(['container', 'port', ...further, 'health', 'dns', 'route', 'sso']);
  const [tcp, , , , dns] = further.map((name) => find(name, over));
  expect([tcp, dns]).toMatchObject([{ protocol: 'tcp' }, { kind: 'port', port: 5300, protocol: 'dns' }]);
  expect(find('port 7359/udp', over)).toMatchObject({ kind: 'known', status: 'skip', reason: expect.stringContaining('UDP') });
});

test('health goes past proxy and login, to the direct address', () => {
  expect(find('health')).toMatchObject({ kind: 'health', address: '192.0.2.11', port: 8082, path: '/', timeoutMs: 10_000 });
});

test('a slow starter gets its start period on top, for all that needs it to be up', () => {
  const graces = checksFor(exampleService({ health: { startPeriod: 90 } }), site).map(({ name, graceMs }) => [name, graceMs]);
  expect(Object.fromEntries(graces)).toEqual({ container: 90_000, port: 90_000, health: 90_000, dns: 0, route: 90_000, sso: 0 });
});

test('each name of a service is asked from each Pi-hole', () => {
  const second = { ...site.dns.pihole?.instances[0], dns: { address: '192.0.2.54', port: 53 } };
  const two = {
    ...site,
    dns: { pihole: { ...site.dns.pihole, instances: [...(site.dns.pihole?.instances ?? []), second] } },
  } as typeof site;
  const checks = checksFor(exampleService({ dns: { aliases: ['tube.example.org'] } }), two).filter(({ kind }) => kind === 'dns');
  expect(checks.map(({ name }) => name)).toEqual(['dns', 'dns tube.example.org']);
  expect(checks[1]).toMatchObject({ hostname: 'tube.example.org', servers: [{ address: '192.0.2.53' }, { address: '192.0.2.54' }] });
});

describe('the route', () => {
  const open = { ...service, authentik: null };
  const route = (traefik: object, health: object | null = {}) =>
    checksFor(
      { ...open, traefik: { ...service.traefik, ...traefik }, health: health && { ...service.health, ...health } } as typeof service,
      site,
    ).find(({ name }) => name === 'route');

  test.each([
    ['its health endpoint', {}, { endpoint: '/ping', expectedStatus: [204] }, { path: '/ping', expectedStatus: [204] }],
    ['the root when health has another port', {}, { port: 9000, endpoint: '/ping' }, { path: '/', expectedStatus: null }],
    [
      'the root when a middleware of the user stands before it',
      { middlewares: ['basic'] },
      { endpoint: '/ping' },
      { path: '/', expectedStatus: null },
    ],
    ['the root when there is no health check', {}, null, { path: '/', expectedStatus: null }],
    ['the path of its own rule', { rule: 'Host(`a.b`) && PathPrefix(`/api`)' }, {}, { path: '/api', expectedStatus: null }],
    ['plain HTTP when it wants no TLS', { tls: null }, {}, { tls: false, port: 80 }],
    ["Traefik's own certificate when it names no resolver", { tls: { certResolver: null, domains: [] } }, {}, { ownCertificate: true }],
  ])('asks %s', (_, traefik, health, expected) => {
    expect(route(traefik, health)).toMatchObject({ kind: 'route', sso: false, ...expected });
  });

  test.each([
    ['UDP', { scheme: 'udp' }, { kind: 'known', status: 'skip', reason: expect.stringContaining('UDP') }],
    ['UDP, to a nameserver', { scheme: 'udp', port: 53, entrypoints: ['web'] }, { kind: 'port', at: 'proxy', port: 80, protocol: 'dns' }],
    [
      'UDP, to a nameserver, where nobody knows the port',
      { scheme: 'udp', port: 53, entrypoints: ['dns'] },
      { kind: 'known', status: 'skip' },
    ],
    ['TCP whose TLS ends at Traefik', { scheme: 'tcp' }, { kind: 'tls', hostname: 'metube.example.org', address: '192.0.2.20', port: 443 }],
    ['TCP without TLS', { scheme: 'tcp', tls: null }, { kind: 'port', address: '192.0.2.20', port: 443 }],
    ['TCP for any name', { scheme: 'tcp', hosts: ['*.example.org'] }, { kind: 'port', address: '192.0.2.20', port: 443 }],
    ['TCP on an unknown entry point', { scheme: 'tcp', entrypoints: ['postgres'] }, { kind: 'known', status: 'skip' }],
    ['hosts by pattern only', { hosts: ['*.example.org'] }, { kind: 'known', status: 'skip' }],
  ])('%s', (_, traefik, expected) => {
    expect(route(traefik)).toMatchObject(expected);
  });

  test('further hosts are checks of their own', () => {
    expect(names({ traefik: { hosts: ['metube.example.org', 'tube.example.org'] } })).toContain('route tube.example.org');
  });
});

describe('the login', () => {
  test.each([
    ['the root', [], { kind: 'sso', entrance: { path: '/' }, slug: 'metube' }],
    ['a path that is not exempt', ['^/$', '^/api'], { kind: 'sso', entrance: { path: '/hl-gate-check' } }],
    ['nothing when every path is exempt', ['.*'], { kind: 'known', status: 'skip' }],
    ['the root when the expression is not ours to read', ['(?P<x>'], { kind: 'sso', entrance: { path: '/' } }],
  ])('asks %s', (_, skipPathRegex, expected) => {
    expect(find('sso', { authentik: { skipPathRegex } })).toMatchObject(expected);
  });

  test('of an application that does it itself: Authentik is asked, the route is not gated', () => {
    expect(find('sso', { authentik: { method: 'oidc' } })).toMatchObject({ kind: 'sso', entrance: null });
    expect(find('route', { authentik: { method: 'oidc' } })).toMatchObject({ sso: false });
  });
});

test('names are asked as DNS and TLS spell them', () => {
  const umlaut = exampleService({
    dns: { hostname: 'bücher.example.org' },
    traefik: { hosts: ['bücher.example.org'], redirectHttp: true },
  });
  const asked = checksFor(umlaut, site).flatMap((check) => ('hostname' in check ? [check.hostname] : []));
  expect(asked).toEqual(Array(3).fill('xn--bcher-kva.example.org'));
});

test('a swarm is asked as a swarm', () => {
  const swarm = exampleSite({ hosts: { 'docker-media': exampleHost({ kind: 'swarm' }) } });
  expect(checksFor(service, swarm)[0]).toMatchObject({ kind: 'container', swarm: true });
});

test.each<[string, Json, boolean]>([
  ['an image', { image: 'postgres' }, true],
  ['nothing', null, true],
  ['a profile', { profiles: ['debug'] }, false],
  ['no profile', { profiles: [] }, true],
  ['no replica', { scale: 0 }, false],
  ['two replicas', { scale: 2 }, true],
  ['no replica of a swarm', { deploy: { replicas: 0 } }, false],
  ['one replica of a swarm', { deploy: { replicas: 1 } }, true],
])('a side container with %s has to be there: %s', (_, side, expected) => {
  expect(find('container', { deployment: { services: { side } } })).toMatchObject({ sides: expected ? ['side'] : [] });
});

test.each([
  ['no', true],
  ['on-failure:3', true],
  ['unless-stopped', false],
  ['always', false],
])('restart policy %s: the main container may end: %s', (restartPolicy, oneShot) => {
  expect(find('container', { deployment: { restartPolicy } })).toMatchObject({ oneShot });
});

test.each([
  ['of the container', { container: { restart: 'no' } }, true],
  ['taken away', { container: { restart: null } }, true],
  ['of the override', { compose: { services: { metube: { restart: 'on-failure:2' } } } }, true],
  ['of the override, beside what it says of the file', { compose: { restart: 'no' } }, true],
  ['of a main container with a key of its own', { composeService: 'web', compose: { services: { web: { restart: 'no' } } } }, true],
  ['of another container', { compose: { services: { web: { restart: 'no' } } } }, false],
])('a restart policy %s counts', (_, deployment, oneShot) => {
  expect(find('container', { deployment })).toMatchObject({ oneShot });
});

test("a compose file of the service's own: its containers have to be there", () => {
  const content = 'services:\n  web: {image: a, restart: always}\n  db: {image: b}\n  debug: {image: c, profiles: [debug]}\n';
  const own = { composeFile: { source: 'app.yml', content }, composeService: 'web' };
  expect(find('container', { deployment: own })).toMatchObject({ main: 'web', oneShot: false, sides: ['db'] });
  expect(find('container', { deployment: { ...own, composeService: null } })).toMatchObject({ main: null, sides: ['db', 'web'] });
  const compose = { services: { db: { scale: 0 }, more: { image: 'd' } } };
  expect(find('container', { deployment: { ...own, compose } })).toMatchObject({ sides: ['more'] });
});

test('a service of which compose starts nothing by itself is skipped', () => {
  expect(find('container', { deployment: { container: { profiles: ['tools'] } } })).toMatchObject({ kind: 'known', status: 'skip' });
});

describe('plain HTTP leads on to https', () => {
  const redirect = (traefik: object) =>
    checksFor(exampleService({ traefik: { redirectHttp: true, ...traefik } }), site).filter(({ kind }) => kind === 'redirect');

  test.each([
    ['Host(`metube.example.org`) && PathPrefix(`/tube`)', '/tube'],
    ['Host(`metube.example.org`) && !PathPrefix(`/admin`) && pathprefix(`/tube`)', '/tube'],
    ['Host(`metube.example.org`) && ! Path(`/admin`)', '/'],
  ])('%s is asked at %s', (rule, path) => {
    expect(redirect({ rule })).toMatchObject([{ path, port: 80, tls: false, address: '192.0.2.20' }]);
  });

  test('is asked of every single host, and only where the file wants it', () => {
    expect(redirect({ hosts: ['a.example.org', 'b.example.org', '*.c.example.org'] }).map(({ name }) => name)).toEqual([
      'redirect',
      'redirect b.example.org',
    ]);
    expect(redirect({ redirectHttp: false })).toEqual([]);
    expect(redirect({ tls: null })).toEqual([]);
  });
});

test('a proxy whose address is not known is not asked', () => {
  const lost = exampleSite({ traefik: { addresses: [] } });
  const skipped = checksFor(exampleService({ traefik: { redirectHttp: true } }), lost).flatMap((check) =>
    check.kind === 'known' ? [check.reason] : [],
  );
  expect(skipped).toEqual(['hl.yml names no address of Traefik', 'there is no route through the proxy to ask']);
});

test('of what is known little is asked: no site at all, and a proxy of which only the address is known', () => {
  const told = (given: Given): string[] => bareChecks(service, given).map((check) => `${check.name}: ${check.kind}`);
  expect(told({})).toEqual(['container: known', 'port: known', 'health: known', 'dns: known', 'route: known', 'sso: known']);
  const [route] = bareChecks(service, { proxy: { address: '192.0.2.20' } }).filter(({ name }) => name === 'route');
  expect(route).toMatchObject({ kind: 'route', proxy: 'the proxy', address: '192.0.2.20', port: 443, sso: false });
});
