import { jest } from '@jest/globals';
import { apply, plan } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { markedApplications, protections } from '@hl/authentik';
import { readmePermissions, restrict, setup, statuses, writes } from './support/setup.js';
import type { Setup } from './support/setup.js';

jest.setTimeout(60_000);

/** What two hundred services cost, in requests. */
const services = Array.from({ length: 200 }, (_, index) => exampleService({ name: `app-${index}`, authentik: { groups: ['family'] } }));
const byKind = (lab: Setup['lab'], from: number): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { method, path } of lab.requests.slice(from)) {
    const name = `${method} ${path.replace('/api/v3/', '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}|app-\d+/, '*')}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

test.each(['2026.5', '2025.10'] as const)('a first apply, a plan without changes, and a removal, %s', async (version) => {
  const { lab, integration, options, site, go } = await setup({ version });
  const planned = await plan(integration, { before: [], after: services, site });
  expect([planned.changes.length, planned.refusals]).toEqual([200, []]);
  expect(lab.requests.length).toBeLessThanOrEqual(24);

  const before = lab.requests.length;
  const outcomes = await apply(integration, planned.changes);
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['applied']));
  const written = writes(lab).length;
  // an icon of its own endpoint before 2025.12
  expect(written).toBe(version === '2026.5' ? 201 : 401);
  expect(lab.requests.length - before - written).toBeLessThanOrEqual(32);

  const noop = lab.requests.length;
  const asked = [plan(integration, { before: services, after: services, site }), integration.faults?.()] as const;
  expect(await asked[0]).toMatchObject({ changes: [], conflicts: [], foreign: [] });
  expect(await asked[1]).toEqual([]);
  expect(lab.requests.length - noop).toBeLessThanOrEqual(12);
  expect(Object.keys(byKind(lab, noop)).filter((name) => name.includes('*'))).toEqual([]);

  const verified = lab.requests.length;
  expect((await protections(options)).size).toBe(201);
  expect(lab.requests.length - verified).toBeLessThanOrEqual(6);
  expect((await markedApplications(options)).length).toBe(200);
  expect(lab.requests.length - verified).toBeLessThanOrEqual(10);

  const removal = lab.requests.length;
  await go(services, []);
  expect(writes(lab).length - written).toBe(401);
  expect(lab.requests.length - removal - 401).toBeLessThanOrEqual(45);
  expect([lab.providers().length, lab.violations]).toEqual([1, []]);
});

describe('a token whose user is no superuser', () => {
  test('is shown in the list what its user may enter; the rest is asked for one by one, and nothing is taken for missing', async () => {
    const { lab, integration, site, go } = await setup();
    const some = services.slice(0, 20);
    restrict(lab, readmePermissions);
    await go([], some);
    for (const [groups, singly] of [
      [['family'], 0],
      [[], 20],
    ] as const) {
      restrict(lab, readmePermissions, groups);
      const from = lab.requests.length;
      expect(await plan(integration, { before: some, after: some, site })).toMatchObject({ changes: [], conflicts: [], foreign: [] });
      expect(byKind(lab, from)['GET core/applications/*/'] ?? 0).toBe(singly);
    }
    expect(lab.violations).toEqual([]);
  });
});

test('what lies beyond the first page is found', async () => {
  const outposts = Array.from({ length: 120 }, (_, index) => ({ name: `proxy-${index}`, bystander: null }));
  const flows = Array.from({ length: 130 }, (_, index) => ({ slug: `flow-${index}`, designation: 'authorization' as const }));
  const wanted = ['default-provider-authorization-implicit-consent', 'default-provider-invalidation-flow'].map((slug, index) => ({
    slug: `zz-${slug}`,
    designation: index === 0 ? ('authorization' as const) : ('invalidation' as const),
  }));
  const { lab, go, left } = await setup(
    { outposts, flows: [...flows, ...wanted], version: '2026.8' },
    { outpost: 'proxy-119', guard: false },
  );
  for (let index = 0; index < 230; index += 1)
    lab.addForeign({ provider: `foreign-${index}`, externalHost: `https://f${index}.example.org` });
  const far = exampleService({
    authentik: { groups: ['family'], authorizationFlow: wanted[0]!.slug, invalidationFlow: wanted[1]!.slug },
  });
  expect(statuses(await go([], [far]))).toEqual({ metube: 'applied' });
  expect(await left([far], [far])).toEqual([]);
  expect(lab.outposts()[119]?.providers).toEqual(['hl-metube']);
  const late = exampleService({
    name: 'late',
    traefik: { hosts: ['f229.example.org'] },
    authentik: { externalUrl: 'https://f229.example.org', authorizationFlow: wanted[0]!.slug, invalidationFlow: wanted[1]!.slug },
  });
  expect(await left([], [late])).toEqual(['conflict late']);
});
