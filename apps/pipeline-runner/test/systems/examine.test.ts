import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret } from '@hl/core';
import type { Site } from '@hl/core';
import { exampleSite, MemoryRemote, memorySystem } from '@hl/core/testing';
import { piholeEmulator } from '@hl/lab/pihole';
import { atLeast } from '../../src/systems/finding.js';
import { systems } from '../../src/systems/registry.js';

const open: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A server that knows these answers by path. */
async function answering(answers: Record<string, unknown>): Promise<string> {
  const server: Server = createServer(({ url = '' }, answer) => {
    const found = answers[url.split('?')[0] ?? ''];
    answer.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const remote = new MemoryRemote();
/** `served`: whether Traefik shows the one file of the directory. */
async function examined(name: string, site: Site, served = true): Promise<string[]> {
  const [endpoint] = systems.find((system) => system.name === name)?.endpoints(site) ?? [];
  const observe = async () => new Map([['a', { spec: { live: served }, ours: false }]]);
  const integration = { ...memorySystem({ system: name, desired: () => [], world: {} }), observe };
  const found = await endpoint?.examine?.({ site, remote: () => remote, need: () => new Secret('s') }, integration);
  return (found ?? []).map(({ status, check, message, kind = '-' }) => `${status} ${check}: ${message} ${kind}`);
}

const example = exampleSite();
const withTraefik = (over: object): Site => ({ ...example, traefik: { ...example.traefik, ...over } as Site['traefik'] });
const whole = { '/api/version': { Version: '3.7.9' }, '/api/overview': { providers: ['File'] } };

test.each<[string, Record<string, unknown>, boolean, string[]]>([
  ['that is well', whole, true, ['pass version: 3.7.9 -', 'pass directory: serves 1 of 1 files of /etc/traefik/dynamic -']],
  [
    'that reads another directory',
    whole,
    false,
    ['pass version: 3.7.9 -', expect.stringMatching(/^fail directory: serves nothing of what lies in .* input$/) as never],
  ],
  [
    'of before',
    { ...whole, '/api/version': { Version: '2.11.0' } },
    true,
    ['fail version: 2.11.0, and 3.0 or newer is needed refused', expect.stringContaining('pass directory') as never],
  ],
  [
    'without files',
    { ...whole, '/api/overview': { providers: ['Docker'] } },
    true,
    ['pass version: 3.7.9 -', 'fail file provider: it is not switched on refused', expect.stringContaining('pass') as never],
  ],
])('a Traefik %s', async (_, answers, served, expected) => {
  remote.files.set('/etc/traefik/dynamic/a.yml', '');
  expect(await examined('traefik', withTraefik({ api: await answering(answers) }), served)).toEqual(expected);
});

test('a Traefik whose API is not named', async () => {
  expect(await examined('traefik', withTraefik({ api: null }))).toEqual(['warn version: cannot be asked: hl.yml names no traefik.api -']);
});

test.each([
  ['2026.5.1', 'pass version: 2026.5.1 -'],
  ['2024.8.0', 'pass version: 2024.8.0 -'],
  ['2024.6.9', 'fail version: 2024.6.9, and 2024.8 or newer is needed refused'],
])('an Authentik %s', async (version, expected) => {
  const url = await answering({ '/api/v3/admin/version/': { version_current: version } });
  expect(await examined('authentik', { ...example, authentik: { ...example.authentik, url } as Site['authentik'] })).toEqual([expected]);
});

test('a Glance that is well, one that is not, one whose page is not named', async () => {
  const of = (url: string | null): Promise<string[]> =>
    examined('glance', { ...example, glance: { ...example.glance, url } as Site['glance'] });
  const [up, down] = [await answering({ '/api/healthz': {} }), await answering({})];
  expect([await of(up), await of(down), await of(null)]).toEqual([[`pass page: ${up} -`], [`warn page: ${down} is not well -`], []]);
});

test('a DNS server that answers, and one that does not', async () => {
  const server = await piholeEmulator({ password: 'x' });
  open.push(() => server.close());
  const of = (port: number): Promise<string[]> =>
    examined('pihole', {
      ...example,
      dns: {
        pihole: {
          instances: [{ url: server.url, dns: { address: server.dns.address, port }, password: 'X' }],
          caFile: null,
          insecure: false,
          mode: 'address',
        },
      },
    });
  expect(await of(server.dns.port)).toEqual([`pass DNS: answers at ${server.dns.address}:${server.dns.port} -`]);
  expect(await of(9)).toEqual([expect.stringMatching(/^fail DNS: does not answer DNS at \S+:9 \(ECONNREFUSED\) unreachable$/)]);
});

test.each([
  ['20.18.3', 'fail'],
  ['18.20.0', 'fail'],
  ['20.19.0', 'pass'],
  ['v22.1', 'pass'],
  ['', 'fail'],
])('at least 20.19: %s is a %s', (version, status) => {
  expect(atLeast('version', version, [20, 19], 'Update it.').status).toBe(status);
});
