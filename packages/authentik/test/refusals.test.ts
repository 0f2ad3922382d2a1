import { plan } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { setup, statuses, writes } from './setup.js';

const service = exampleService({ authentik: { groups: ['family'] } });
const section = { method: 'oidc', redirectUris: ['https://metube.example.org/callback'] } as const;

describe('what apply would refuse, the plan tells, without a write', () => {
  test.each([
    ['a group', { authentik: { groups: ['Family'] } }, {}, 'HL_AUTHENTIK_GROUP'],
    ['the authorization flow', { authentik: { authorizationFlow: 'nope' } }, {}, 'HL_AUTHENTIK_FLOW'],
    ['the outpost', {}, { outpost: 'authentik embedded outpost' }, 'HL_AUTHENTIK_OUTPOST'],
    ['a redirect URI of method oidc', { authentik: { method: 'oidc' } }, {}, 'HL_AUTHENTIK_REDIRECT'],
  ] as const)('%s is missing', async (_, over, options, code) => {
    const { lab, integration, site, go } = await setup({}, { guard: false, ...options });
    const one = exampleService(over);
    const { changes, refusals } = await plan(integration, { before: [], after: [one, exampleService({ name: 'other' })], site });
    expect(changes).toHaveLength(2);
    expect(refusals).toContainEqual(
      expect.objectContaining({ key: 'metube', service: 'metube', error: expect.objectContaining({ code }) }),
    );
    expect(writes(lab)).toEqual([]);
    expect((await go([], [one]))[0]).toMatchObject({ status: 'failed', error: refusals.find(({ key }) => key === 'metube')?.error });
  });

  test('a host that another of our services keeps', async () => {
    const { integration, site, go } = await setup();
    await go([], [service]);
    const renamed = exampleService({ authentik: { groups: [], slug: 'tube' } });
    const keeps = await plan(integration, { before: [service], after: [service, { ...renamed, name: 'tube' }], site });
    const hint = expect.stringContaining('the service with the slug metube');
    expect(keeps.refusals).toMatchObject([{ key: 'tube', error: { code: 'HL_AUTHENTIK_HOST', kind: 'conflict', hint } }]);
    const alone = await plan(integration, { before: [], after: [{ ...renamed, name: 'tube' }], site });
    expect(alone.conflicts).toMatchObject([{ key: 'tube', hint }]);
    expect((await plan(integration, { before: [service], after: [renamed], site })).refusals).toEqual([]);
  });

  test('a host that somebody else serves, which a service of ours moves to', async () => {
    const { lab, integration, site, go } = await setup();
    await go([], [service]);
    lab.addForeign({ provider: 'x', slug: 'x', externalHost: 'https://tube.example.org', outposts: ['authentik Embedded Outpost'] });
    const moved = exampleService({
      traefik: { hosts: ['tube.example.org'] },
      authentik: { groups: ['family'], externalUrl: 'https://tube.example.org' },
    });
    const { refusals } = await plan(integration, { before: [service], after: [moved], site });
    expect(refusals).toMatchObject([{ key: 'metube', error: { code: 'HL_AUTHENTIK_HOST', hint: expect.stringContaining('slug to x') } }]);
    expect(statuses(await go([service], [moved]))).toEqual({ metube: 'conflict HL_AUTHENTIK_HOST conflict' });
  });
});

describe('rights of the token', () => {
  const crud = (model: string): string[] => ['view', 'add', 'change', 'delete'].map((action) => model.replace('.', `.${action}_`));
  const models = ['authentik_providers_proxy.proxyprovider', 'authentik_core.application', 'authentik_policies.policybinding'];
  const outpost = ['view', 'change'].map((action) => `authentik_outposts.${action}_outpost@authentik Embedded Outpost`);
  const all = ['authentik_flows.view_flow', 'authentik_core.view_group', ...outpost, ...models.flatMap(crud)];

  test.each([
    ['authentik_core.add_application', service, /may not POST core\/applications\//],
    ['authentik_providers_proxy.add_proxyprovider', service, /may not POST providers\/proxy\//],
    ['authentik_policies.add_policybinding', service, /may not POST policies\/bindings\//],
    ['authentik_core.view_group', service, /may not GET core\/groups\//],
    [outpost[1]!, service, /may not PUT outposts\/instances\//],
    ['authentik_providers_oauth2.view_scopemapping', exampleService({ authentik: section }), /may not GET propertymappings/],
  ])('%s is missing: the plan says so', async (missing, one, message) => {
    const { lab, integration, site } = await setup();
    lab.tokens.set('lab-token', { active: true, permissions: new Set(all.filter((permission) => permission !== missing)) });
    const { refusals } = await plan(integration, { before: [], after: [one], site });
    expect(refusals).toMatchObject([
      { key: 'metube', error: { code: 'HL_AUTHENTIK_PERMISSION', kind: 'refused', message: expect.stringMatching(message) } },
    ]);
    expect(lab.requests.map(({ method }) => method).filter((method) => !['GET', 'OPTIONS'].includes(method))).toEqual([]);
  });

  test.each([
    ['those of the README are enough', (_: unknown) => undefined],
    [
      'what a server does not tell is not refused',
      (lab: Awaited<ReturnType<typeof setup>>['lab']) =>
        lab.faults.push({ match: ({ method }) => method === 'OPTIONS', answer: { status: 200, body: { hello: 1 } } }),
    ],
    [
      'nor is what a proxy forbids',
      (lab: Awaited<ReturnType<typeof setup>>['lab']) =>
        lab.faults.push({ match: ({ method }) => method === 'OPTIONS', answer: { status: 405 } }),
    ],
  ])('%s', async (_, prepare) => {
    const { lab, integration, site } = await setup();
    lab.tokens.set('lab-token', { active: true, permissions: new Set(all) });
    prepare(lab);
    expect(await plan(integration, { before: [], after: [service], site })).toMatchObject({ changes: [{ key: 'metube' }], refusals: [] });
  });
});

describe('where browsers are sent to log in', () => {
  const browserUrl = 'https://auth.example.org';
  const set = (lab: Awaited<ReturnType<typeof setup>>['lab'], config: object): void =>
    void Object.assign(lab.outposts()[0]?.config as object, config);

  test.each([
    ['empty, as on a fresh install', '', /authentik_host is empty/],
    ['a name that only containers know', 'http://internal:9000', /http:\/\/internal:9000/],
    ['loopback', 'http://localhost:9000', /localhost/],
  ])('the embedded outpost with an authentik_host that is %s: nobody could log in', async (_, host, message) => {
    const { lab, integration, site } = await setup({}, { browserUrl });
    // the embedded outpost ignores it
    set(lab, { authentik_host: host, authentik_host_browser: browserUrl });
    const [fault] = (await integration.faults?.()) ?? [];
    expect(fault?.message).toMatch(message);
    expect(fault?.message).toMatch(/authentik_host to https:\/\/auth\.example\.org .*authentik\.browser_url/);
    // It is told; the application is made all the same.
    expect((await plan(integration, { before: [], after: [service], site })).refusals).toEqual([]);
  });

  test('of a standalone outpost its own environment decides', async () => {
    const { lab, integration } = await setup({ outposts: [{ name: 'proxy' }] }, { browserUrl });
    set(lab, { authentik_host: '' });
    expect(await integration.faults?.()).toEqual([]);
  });

  test.each([
    ['as hl.yml says, with a slash', 'https://auth.example.org/', undefined],
    [
      'another address: it may be right, so it is a note',
      'https://login.example.org',
      [expect.stringContaining('https://login.example.org')],
    ],
  ])('%s', async (_, host, notes) => {
    const { lab, integration, site, go } = await setup({}, { browserUrl });
    set(lab, { authentik_host: host });
    expect((await plan(integration, { before: [], after: [service], site })).refusals).toEqual([]);
    const [outcome] = await go([], [service]);
    expect([outcome?.status, outcome?.notes]).toEqual(['applied', notes]);
  });
});
