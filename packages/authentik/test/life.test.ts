import { exampleService } from '@hl/core/testing';
import { setup, statuses, writes } from './support/setup.js';

const service = exampleService({ authentik: { groups: ['family'] } });

test('creates in one transaction, attaches last, and writes nothing else', async () => {
  const { lab, go } = await setup();
  expect(statuses(await go([], [service]))).toEqual({ metube: 'applied' });
  expect(writes(lab)).toEqual(['PUT core/transactional/applications/', 'PATCH outposts/instances/<uuid>/']);
  expect(lab.served().map(({ slug, host }) => [slug, host])).toContainEqual(['metube', 'metube.example.org']);
  expect(lab.violations).toEqual([]);
});

test('before 2024.12 the application has its groups before it has its provider', async () => {
  const { lab, go } = await setup({ version: '2024.8' });
  lab.closed.add('metube');
  await go([], [service]);
  expect(writes(lab)).toEqual([
    'POST core/applications/',
    'POST policies/bindings/',
    'POST providers/proxy/',
    'PATCH core/applications/metube/',
    'PATCH providers/proxy/2/',
    'POST core/applications/metube/set_icon_url/',
    'PATCH outposts/instances/<uuid>/',
  ]);
  expect(lab.violations).toEqual([]);
});

test('removes in the order outpost, provider, application: what carries the mark goes last', async () => {
  const { lab, go } = await setup();
  await go([], [service]);
  const before = writes(lab).length;
  expect(statuses(await go([service], []))).toEqual({ metube: 'applied' });
  expect(writes(lab).slice(before)).toEqual([
    'PATCH outposts/instances/<uuid>/',
    'DELETE providers/proxy/2/',
    'DELETE core/applications/metube/',
  ]);
  expect(lab.violations).toEqual([]);
});

test('many services cost one write of the shared list', async () => {
  const { lab, go, left } = await setup();
  const services = Array.from({ length: 25 }, (_, index) => exampleService({ name: `app-${index}` }));
  await go([], services);
  expect(writes(lab).filter((line) => line.includes('outposts'))).toHaveLength(1);
  expect(lab.outposts()[0]?.providers).toHaveLength(26);
  expect(await left(services, services)).toEqual([]);
  await go(services, []);
  expect(lab.outposts()[0]?.providers).toEqual(['grafana']);
  expect(writes(lab).filter((line) => line.includes('outposts'))).toHaveLength(2);
});

test('another slug for the same host: one write swaps them, the host is never in the list twice', async () => {
  const { lab, go, left } = await setup();
  await go([], [service]);
  const renamed = exampleService({ authentik: { ...service.authentik, slug: 'tube' } });
  const before = writes(lab).length;
  expect(statuses(await go([service], [renamed]))).toEqual({ tube: 'applied', metube: 'applied' });
  expect(writes(lab).slice(before)).toEqual([
    'PUT core/transactional/applications/',
    'PATCH outposts/instances/<uuid>/',
    'DELETE providers/proxy/2/',
    'DELETE core/applications/metube/',
  ]);
  expect(await left([service], [renamed])).toEqual([]);
  expect(lab.violations).toEqual([]);
});

test('names are compared exactly, whatever is in them', async () => {
  const name = 'Família & "Freunde" #1';
  const { lab, go, left } = await setup({ groups: ['família & "freunde" #1', name] });
  const odd = exampleService({ displayName: '  Tübe & Co ', authentik: { groups: [name, name], applicationGroup: ' A/B ' } });
  await go([], [odd]);
  expect(lab.groupsOf('metube')).toMatchObject([{ group: name }]);
  expect(await left([odd], [odd])).toEqual([]);
});

describe('methods', () => {
  test.each([
    ['forward_auth', {}, { mode: 'forward_single', external_host: 'https://metube.example.org', internal_host: '', cookie_domain: '' }],
    [
      'domain level',
      { level: 'domain', cookieDomain: 'example.org', externalUrl: 'https://auth.example.org' },
      { mode: 'forward_domain', external_host: 'https://auth.example.org', cookie_domain: 'example.org' },
    ],
    ['domain level without a cookie domain', { level: 'domain' }, { mode: 'forward_domain', cookie_domain: 'example.org' }],
    ['proxy', { method: 'proxy', internalUrl: 'http://192.0.2.11:8082/' }, { mode: 'proxy', internal_host: 'http://192.0.2.11:8082' }],
    ['proxy to where the service is', { method: 'proxy' }, { mode: 'proxy', internal_host: 'http://192.0.2.11:8082' }],
  ] as const)('%s', async (_, section, expected) => {
    const { lab, go, left } = await setup();
    const one = exampleService({ authentik: section });
    await go([], [one]);
    expect(lab.providers()).toContainEqual(expect.objectContaining({ name: 'hl-metube', ...expected }));
    expect(await left([one], [one])).toEqual([]);
    await go([one], [service]);
    expect(await left([one], [service])).toEqual([]);
    expect(lab.violations).toEqual([]);
  });

  test('a second service on domain level is told that the domain is taken', async () => {
    const { go } = await setup();
    const [first, second] = ['one', 'two'].map((name) =>
      exampleService({ name, authentik: { level: 'domain', cookieDomain: 'example.org' } }),
    );
    expect(statuses(await go([], [first!, second!]))).toEqual({ one: 'applied', two: 'conflict HL_AUTHENTIK_HOST conflict' });
  });

  test('each further host of a route gets a provider of its own, and no tile', async () => {
    const { lab, go, left } = await setup();
    const two = exampleService({ traefik: { hosts: ['metube.example.org', 'tube.example.org'] }, authentik: { groups: ['family'] } });
    await go([], [two]);
    expect(lab.served().map(({ host, slug }) => [host, slug])).toEqual(
      expect.arrayContaining([
        ['metube.example.org', 'metube'],
        ['tube.example.org', 'metube-tube-example-org'],
      ]),
    );
    expect(lab.groupsOf('metube-tube-example-org')).toMatchObject([{ group: 'family' }]);
    await go([two], [service]);
    expect(lab.applications().map(({ slug }) => slug)).toEqual(['grafana', 'metube']);
    expect(await left([two], [service])).toEqual([]);
  });
});
