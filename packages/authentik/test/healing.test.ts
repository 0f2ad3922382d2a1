import { apply, undo } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { call, setup, statuses } from './support/setup.js';

type Lab = Awaited<ReturnType<typeof setup>>['lab'];

const service = exampleService({ authentik: { groups: ['family'] } });
const standalone = { outposts: [{ name: 'proxy' }] };

describe('halves are seen and healed', () => {
  test.each([
    ['the provider is gone', (lab) => lab.deleteProvider('hl-metube')],
    ['it is not in the outpost', (lab) => lab.setMembers('proxy', ['grafana', 'hl-hl-guard'])],
    ['a group is not bound', (lab) => lab.setGroups('metube', [])],
    ['another group is bound too', (lab) => lab.setGroups('metube', ['authentik Admins', 'family'])],
    ['the group is bound twice', (lab) => lab.setGroups('metube', ['family', 'family'])],
    ['every member must be in all groups', (lab) => call(lab, 'PATCH', 'core/applications/metube/', { policy_engine_mode: 'all' })],
    [
      'the binding is disabled',
      async (lab) => {
        const { results } = (await call(lab, 'GET', 'policies/bindings/')) as { results: { pk: string; target: string; group: string }[] };
        const [{ pk, target, group }] = results as [(typeof results)[0]];
        await call(lab, 'PATCH', `policies/bindings/${pk}/`, { target, group, enabled: false });
      },
    ],
    ['the group was deleted, and is there again', (lab) => (lab.deleteGroup('family'), lab.addGroup('family'))],
    [
      'a provider of the same name in capitals is there',
      (lab) => (lab.deleteProvider('hl-metube'), void lab.addForeign({ provider: 'HL-MeTube' })),
    ],
  ] satisfies [string, (lab: Lab) => unknown][])('%s', async (_, damage) => {
    const { lab, go, left } = await setup({ ...standalone, strict: false });
    await go([], [service]);
    const served = (): unknown => lab.served().map(({ slug, host, mode }) => [slug, host, mode, lab.groupsOf(slug)]);
    const goal = served();
    await damage(lab);
    expect(await left([service], [service])).toEqual(['metube']);
    expect(statuses(await go([service], [service]))).toEqual({ metube: 'applied' });
    expect(await left([service], [service])).toEqual([]);
    expect(served()).toEqual(goal);
  });

  test('who was in one of two groups, and had to be in both, may not enter in between', async () => {
    const { lab, go, left } = await setup();
    const both = exampleService({ authentik: { groups: ['authentik Admins', 'family'] } });
    await go([], [both]);
    await call(lab, 'PATCH', 'core/applications/metube/', { policy_engine_mode: 'all' });
    const entrances: string[] = [];
    lab.faults.push({
      match: ({ method }) => {
        const { policy_engine_mode: mode } = lab.applications().find(({ slug }) => slug === 'metube') ?? {};
        const groups = (lab.groupsOf('metube') ?? []).map(({ group }) => group);
        entrances.push(`${method === 'GET' ? '' : 'write'} ${mode === 'any' || groups.length === 1 ? groups.join(' or ') : 'both'}`.trim());
        return false;
      },
    });
    expect(statuses(await go([both], [service]))).toEqual({ metube: 'applied' });
    expect(await left([both], [service])).toEqual([]);
    expect(new Set(entrances)).toEqual(new Set(['both', 'write both', 'write family', 'family']));
  });

  test('in a standalone outpost that holds nothing else: the provider is gone', async () => {
    const { lab, go, left } = await setup({ outposts: [{ name: 'proxy', bystander: null }] }, { guard: false });
    lab.closed.add('metube');
    await go([], [service]);
    lab.deleteProvider('hl-metube');
    lab.setMembers('proxy', []); // the outpost has noticed
    expect(lab.served()).toEqual([]);
    expect(statuses(await go([service], [service]))).toEqual({ metube: 'applied' });
    expect(await left([service], [service])).toEqual([]);
    expect(lab.served()).toMatchObject([{ slug: 'metube', host: 'metube.example.org' }]);
    expect(lab.violations).toEqual([]);
  });

  test('it is served by another outpost too, which it cannot leave: that is said, and done when it can', async () => {
    const { lab, go, left } = await setup({ outposts: [{ name: 'proxy' }, { name: 'other', bystander: null }], strict: false });
    await go([], [service]);
    lab.setMembers('other', ['hl-metube']);
    expect(await left([service], [service])).toEqual([]);
    const oidc = exampleService({
      authentik: { method: 'oidc', redirectUris: ['https://metube.example.org/callback'], groups: ['family'] },
    });
    expect(statuses(await go([service], [oidc]))).toEqual({ metube: 'applied' });
    expect([lab.served('other'), lab.outposts()[1]?.providers]).toEqual([[], []]);
    await go([oidc], [service]);
    lab.addForeign({ slug: 'wiki', provider: 'wiki', externalHost: 'https://wiki.example.org' });
    lab.setMembers('other', ['hl-metube', 'wiki']);
    expect(await left([service], [service])).toEqual(['metube']);
    await go([service], [service]);
    expect(lab.outposts()[1]?.providers).toEqual(['wiki']);
  });

  test('and undo brings back even a half', async () => {
    const { lab, go, integration, site } = await setup({ strict: false });
    await go([], [service]);
    lab.deleteProvider('hl-metube');
    const outcomes = await go([service], [service]);
    expect(statuses(await apply(integration, undo(outcomes)))).toEqual({ metube: 'applied' });
    expect((await integration.observe(integration.desired(service, site))).get('metube')?.spec).toEqual(outcomes[0]?.before);
  });
});
