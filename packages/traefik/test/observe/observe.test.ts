import type { Change, TraefikSite } from '@hl/core';
import type { RouteSpec } from '../../src/desired/spec.js';
import { traefik } from '../../src/integration.js';
import { memory } from '../memory.js';

test.each([
  ['numbers for routers', { routers: { 'a@file': 1, 'b@docker': [] }, services: 7, middlewares: [] }],
  [
    'fields of another kind',
    { routers: { 'a@file': { rule: {}, entryPoints: {}, middlewares: 3, tls: 1, status: [], priority: {}, error: {} } } },
  ],
  ['names that every object has', { routers: { 'constructor@file': { rule: 'Host(`metube.example.org`)' }, __proto__: {} } }],
  ['our router, otherwise', { routers: { 'websecure-metube@file': { rule: 4, entryPoints: ['websecure'] } } }],
])('an API that answers oddly does not throw: %s', async (_, body) => {
  const subject = memory();
  subject.emulator.faults.push({ match: ({ path }) => path === '/api/rawdata', answer: { status: 200, body } });
  subject.emulator.faults.push({ match: ({ path }) => path === '/api/entrypoints', answer: { status: 200, body: [null, 1, { name: 3 }] } });
  const { changes } = await subject.plan([], [subject.service]);
  await expect(subject.integration.refusals?.(changes as readonly Change<RouteSpec>[])).resolves.toBeInstanceOf(Array);
});

test('credentials and headers go to the API', async () => {
  const { remote, site, emulator, service } = memory();
  const seen: Headers[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    seen.push(new Request(input as string, init).headers);
    return emulator.fetch(input, init);
  };
  const integration = traefik({
    remote,
    site: site.traefik as TraefikSite,
    fetch,
    apiCredentials: 'admin:x',
    apiHeaders: { 'x-token': 't' },
  });
  await expect(integration.observe(integration.desired(service, site))).resolves.toEqual(new Map());
  expect([seen[0]?.get('authorization'), seen[0]?.get('x-token')]).toEqual(['Basic YWRtaW46eA==', 't']);
});

test('the outpost is the one that is given, else the site’s', () => {
  const { remote, site, service } = memory();
  const address = (outpostUrl?: string): string => {
    const integration = traefik({ remote, site: site.traefik as TraefikSite, ...(outpostUrl === undefined ? {} : { outpostUrl }) });
    return JSON.stringify(integration.desired(service, site));
  };
  expect(address()).toContain('http://192.0.2.30:9000/outpost');
  expect(address('http://outpost/outpost.goauthentik.io/')).toContain('"http://outpost/outpost.goauthentik.io/auth/traefik"');
});

test('what has no mark is told as such', async () => {
  const subject = memory({ site: { api: null }, files: { 'metube.yml': 'udp: {routers: {metube: {service: x}}}\n' } });
  const { integration, site, service } = subject;
  const observed = await integration.observe(integration.desired(service, site));
  expect(observed.get('metube')).toMatchObject({
    ours: false,
    holder: '/etc/traefik/metube.yml',
    spec: { udp: { routers: { metube: { service: 'x' } } }, live: true, unmarked: true },
  });
});
