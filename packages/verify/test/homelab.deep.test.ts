import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examplePage, exampleService, exampleSite } from '@hl/core/testing';
import { authentikEmulator, type AuthentikEmulator } from '@hl/lab/authentik';
import { piholeEmulator, type PiholeEmulator } from '@hl/lab/pihole';
import { traefikEmulator, type TraefikEmulator } from '@hl/lab/traefik';
import { type CheckResult } from '@hl/verify';
import { absenceChecksFor, checksFor } from './outside.js';
import { closeAll, http, run } from './servers.js';

/** The edge systems of the embedded homelab, set up by hand: what verify sees must be what is there. */
let traefik: TraefikEmulator;
let authentik: AuthentikEmulator;
let pihole: PiholeEmulator;
let directory: string;
let backend: number;
const issued = new Set<string>();

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'verify-'));
  issued.clear();
  issued.add('metube.example.org');
  traefik = await traefikEmulator({ directory, issued: (host) => issued.has(host) });
  authentik = await authentikEmulator({ outposts: [{ name: 'edge', bystander: 'grafana' }] });
  pihole = await piholeEmulator({ hosts: ['127.0.0.1 metube.example.org'] });
  backend = await http((_, response) => response.writeHead(200).end('hello'));
});

afterEach(() => Promise.all([traefik.close(), authentik.close(), pihole.close(), closeAll()]));

const service = (sso: boolean) => {
  const full = exampleService({ dns: { addresses: ['127.0.0.1'] } });
  return { ...full, authentik: sso ? full.authentik : null };
};

const site = () =>
  exampleSite({
    traefik: { addresses: ['127.0.0.1'], httpsPort: traefik.httpsPort, httpPort: traefik.httpPort },
    dns: { pihole: { instances: [{ url: pihole.url, password: 'P', dns: pihole.dns }] } },
    authentik: { url: authentik.url, browserUrl: authentik.url, outpost: 'edge' },
  });

async function route(middleware = false): Promise<void> {
  const middlewares = middleware ? `\n      middlewares: [sso]` : '';
  const sso = middleware
    ? `\n  middlewares:\n    sso: {forwardAuth: {address: "${authentik.outpostUrl}/outpost.goauthentik.io/auth/traefik", trustForwardHeader: true}}`
    : '';
  const rule = 'Host(`metube.example.org`)';
  const text = `http:
  routers:
    metube:
      rule: ${rule}
      service: metube
      entryPoints: [websecure]${middlewares}
      tls: {certResolver: letsencrypt}
  services:
    metube: {loadBalancer: {servers: [{url: "http://127.0.0.1:${backend}"}]}}${sso}
`;
  writeFileSync(join(directory, 'new'), text);
  renameSync(join(directory, 'new'), join(directory, 'metube.yml'));
}

const clientIdOf = async (slug: string): Promise<string | null> => {
  const found = authentik.providers().find(({ name }) => name === slug);
  return typeof found?.['client_id'] === 'string' ? found['client_id'] : null;
};

const edge = ['dns', 'route', 'sso', 'absent-dns', 'absent-route'];
const look = async (sso: boolean, deadlineMs = 5000): Promise<CheckResult[]> =>
  run(
    checksFor(service(sso), site()).filter(({ name }) => edge.includes(name)),
    { ca: traefik.ca, clientIdOf, deadlineMs, intervalMs: 25 },
  );
const gone = async (deadlineMs = 5000): Promise<CheckResult[]> =>
  run(
    absenceChecksFor(service(true), site()).filter(({ name }) => edge.includes(name)),
    { ca: traefik.ca, deadlineMs, intervalMs: 25 },
  );
const brief = (results: readonly CheckResult[]): string[] => results.map(({ name, status, actual }) => `${name} ${status}: ${actual}`);
const dnsSeen = (): string => `dns pass: 127.0.0.1 (127.0.0.1:${pihole.dns.port})`;

test('a service without a login', async () => {
  await route();
  expect(brief(await look(false))).toEqual([dnsSeen(), 'route pass: 200']);
});

test('a route that comes late, and its certificate later still', async () => {
  issued.clear();
  const results = look(false);
  setTimeout(() => void route(), 100);
  setTimeout(() => issued.add('metube.example.org'), 400);
  expect(brief(await results)).toEqual([dnsSeen(), 'route pass: 200']);
});

test('no route, no certificate', async () => {
  expect((await look(false, 0))[1]).toMatchObject({ status: 'fail', actual: 'certificate pending: TRAEFIK DEFAULT CERT' });
});

test('a protected service', async () => {
  authentik.addForeign({
    slug: 'metube',
    provider: 'metube',
    externalHost: `https://metube.example.org:${traefik.httpsPort}`,
    outposts: ['edge'],
  });
  await route(true);
  expect(brief(await look(true))).toEqual([dnsSeen(), 'route pass: 302 to the login', 'sso pass: its own login']);
});

describe('two pages behind one host, one of them under a path', () => {
  const pathRule = 'Host(`metube.example.org`) && PathPrefix(`/stats`)';
  const stats = examplePage({
    name: 'metube-stats',
    traefik: { hosts: ['metube.example.org'], rule: pathRule },
    authentik: { slug: 'metube', externalUrl: 'https://metube.example.org' },
    dns: null as never,
  });
  const paged = { ...service(true), pages: [{ ...stats, health: null, dns: null, port: null }] };
  const routers = (outpost: string): void => {
    const tls = 'tls: {certResolver: letsencrypt}, entryPoints: [websecure]';
    const text = `http:
  routers:
    metube: {rule: "Host(\`metube.example.org\`)", service: metube, middlewares: [sso], ${tls}}
    metube-stats: {rule: "${pathRule}", service: metube, middlewares: [sso], ${tls}}
    metube_outpost: {rule: "${outpost}", service: outpost, priority: 1000000, ${tls}}
  services:
    metube: {loadBalancer: {servers: [{url: "http://127.0.0.1:${backend}"}]}}
    outpost: {loadBalancer: {servers: [{url: "${authentik.outpostUrl}"}]}}
  middlewares:
    sso: {forwardAuth: {address: "${authentik.outpostUrl}/outpost.goauthentik.io/auth/traefik", trustForwardHeader: true}}
`;
    writeFileSync(join(directory, 'new'), text);
    renameSync(join(directory, 'new'), join(directory, 'metube.yml'));
  };
  const seen = async (deadlineMs: number): Promise<string[]> => {
    const externalHost = `https://metube.example.org:${traefik.httpsPort}`;
    authentik.addForeign({ slug: 'metube', provider: 'metube', externalHost, outposts: ['edge'] });
    const checks = checksFor(paged, site()).filter(({ kind }) => kind === 'route' || kind === 'sso');
    return brief(await run(checks, { ca: traefik.ca, clientIdOf, deadlineMs, intervalMs: 25 }));
  };
  const routes = ['route pass: 302 to the login', 'route metube-stats pass: 302 to the login'];

  test('both lead to the login, and back', async () => {
    routers('Host(`metube.example.org`) && PathPrefix(`/outpost.goauthentik.io/`)');
    const [route, sso, other, otherSso] = await seen(5000);
    expect([route, other]).toEqual(routes);
    expect([sso, otherSso]).toEqual(['sso pass: its own login', 'sso metube-stats pass: its own login']);
  });

  test('a callback that is led nowhere', async () => {
    routers(`(${pathRule}) && PathPrefix(\`/outpost.goauthentik.io/\`)`);
    // The first page is for the whole host, so its own middleware answers the callback; without it nobody does.
    const file = join(directory, 'metube.yml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^    metube: \{rule.*\n/m, ''));
    const [, , other, otherSso] = await seen(300);
    expect(other).toBe(routes[1]);
    expect(otherSso).toBe(
      "sso metube-stats fail: /outpost.goauthentik.io/callback, the way back from the login: 404 page not found, Traefik's own",
    );
  });
});

test('a middleware that is missing leaves it open, and both checks say so', async () => {
  authentik.addForeign({
    slug: 'metube',
    provider: 'metube',
    externalHost: `https://metube.example.org:${traefik.httpsPort}`,
    outposts: ['edge'],
  });
  await route(false);
  const results = await look(true, 300);
  expect(brief(results).slice(1)).toEqual(['route fail: 200: open without a login', 'sso fail: 200: open without a login']);
});

test('an outpost with a single application answers for every host: the client id tells', async () => {
  authentik.addForeign({
    slug: 'metube',
    provider: 'metube',
    externalHost: `https://metube.example.org:${traefik.httpsPort}`,
    outposts: [],
  });
  await route(true);
  expect(brief(await look(true, 300)).slice(1)).toEqual(['route pass: 302 to the login', 'sso fail: the login of another application']);
});

test('an outpost with several applications refuses an unknown host', async () => {
  authentik.addForeign({ slug: 'other', provider: 'other', externalHost: 'https://other.example.org', outposts: ['edge'] });
  authentik.addForeign({
    slug: 'metube',
    provider: 'metube',
    externalHost: `https://metube.example.org:${traefik.httpsPort}`,
    outposts: [],
  });
  await route(true);
  expect(brief(await look(true, 300)).slice(1)).toEqual([
    'route fail: 400: the outpost does not know this host',
    'sso fail: 400: the outpost does not know this host',
  ]);
});

test('an outpost that sends browsers elsewhere to log in: that is said, with what to set', async () => {
  const externalHost = `https://metube.example.org:${traefik.httpsPort}`;
  authentik.addForeign({ slug: 'metube', provider: 'metube', externalHost, outposts: ['edge'] });
  Object.assign(authentik.outposts()[0]?.config as object, { authentik_host: 'http://internal:9000' });
  await route(true);
  const [, , sso] = await look(true, 300);
  expect(sso).toMatchObject({
    status: 'fail',
    actual: 'browsers are sent to http://internal:9000 to log in',
    hint: expect.stringMatching(/AUTHENTIK_HOST_BROWSER .*"edge", or authentik\.browser_url/),
  });
});

test('a service that the outpost proxies itself: its start page comes first, the login after it', async () => {
  authentik.addForeign({
    slug: 'metube',
    provider: 'metube',
    externalHost: `https://metube.example.org:${traefik.httpsPort}`,
    settings: { mode: 'proxy', internal_host: `http://127.0.0.1:${backend}` },
    outposts: ['edge'],
  });
  await route();
  const file = join(directory, 'metube.yml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(`http://127.0.0.1:${backend}`, authentik.outpostUrl));
  expect(brief(await look(true))).toEqual([dnsSeen(), 'route pass: 302 to the login', 'sso pass: its own login']);
});

test('after the removal nothing is left; before it, it is', async () => {
  await route();
  expect((await look(false)).every(({ status }) => status === 'pass')).toBe(true);
  expect(brief(await gone(0))).toEqual([`absent-dns fail: 127.0.0.1 (127.0.0.1:${pihole.dns.port})`, 'absent-route fail: 200']);
  rmSync(join(directory, 'metube.yml'));
  pihole.setHosts([]);
  expect(brief(await gone())).toEqual([
    `absent-dns pass: no address (127.0.0.1:${pihole.dns.port})`,
    "absent-route pass: Traefik's own 404",
  ]);
});

test("Pi-hole's limit of 1000 questions a minute is not run into, though hundreds of names are missing", async () => {
  const names = Array.from({ length: 300 }, (_, n) => `s${n}.example.org`);
  const limited = await piholeEmulator({ rateLimit: 1000 });
  try {
    const at = exampleSite({ dns: { pihole: { instances: [{ url: limited.url, password: 'P', dns: limited.dns }] } } });
    const checks = names.flatMap((hostname) =>
      checksFor(exampleService({ name: hostname.split('.')[0] ?? '', dns: { hostname, addresses: ['127.0.0.1'] } }), at).filter(
        ({ name }) => name === 'dns',
      ),
    );
    const started = performance.now();
    const results = await run(checks, { deadlineMs: 1000, intervalMs: 5 });
    expect(performance.now() - started).toBeLessThan(4000);
    expect(new Set(results.map(({ status, actual }) => `${status}: ${actual}`))).toEqual(
      new Set([`fail: no address (127.0.0.1:${limited.dns.port})`]),
    );
    expect(limited.queries.length).toBeLessThan(500);
  } finally {
    await limited.close();
  }
});
