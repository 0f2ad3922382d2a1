import { plan } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { readmePermissions, restrict, setup, statuses, writes } from '../support/setup.js';

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
  test.each([
    ['authentik_core.add_application', service, /may not POST core\/applications\//],
    ['authentik_providers_proxy.add_proxyprovider', service, /may not POST providers\/proxy\//],
    ['authentik_policies.add_policybinding', service, /may not POST policies\/bindings\//],
    ['authentik_core.view_group', service, /may not GET core\/groups\//],
    ['authentik_outposts.change_outpost@authentik Embedded Outpost', service, /may not PUT outposts\/instances\//],
    ['authentik_providers_oauth2.view_scopemapping', exampleService({ authentik: section }), /may not GET propertymappings/],
  ])('%s is missing: the plan says so', async (missing, one, message) => {
    const { lab, integration, site } = await setup();
    restrict(
      lab,
      readmePermissions.filter((permission) => permission !== missing),
    );
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
    restrict(lab, readmePermissions);
    prepare(lab);
    expect(await plan(integration, { before: [], after: [service], site })).toMatchObject({ changes: [{ key: 'metube' }], refusals: [] });
  });
});
