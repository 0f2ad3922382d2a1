import { jest } from '@jest/globals';
import { apply, plan } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { setup, writes } from './setup.js';
import type { Setup } from './setup.js';

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
  const { lab, integration, site, go } = await setup({ version });
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
  expect(await plan(integration, { before: services, after: services, site })).toMatchObject({ changes: [], conflicts: [], foreign: [] });
  expect(lab.requests.length - noop).toBeLessThanOrEqual(12);
  expect(Object.keys(byKind(lab, noop)).filter((name) => name.includes('*'))).toEqual([]);

  const removal = lab.requests.length;
  await go(services, []);
  expect(writes(lab).length - written).toBe(401);
  expect(lab.requests.length - removal - 401).toBeLessThanOrEqual(45);
  expect([lab.providers().length, lab.violations]).toEqual([1, []]);
});

describe('a token whose user is no superuser', () => {
  const crud = (model: string): string[] => ['view', 'add', 'change', 'delete'].map((action) => model.replace('.', `.${action}_`));
  const models = ['authentik_providers_proxy.proxyprovider', 'authentik_core.application', 'authentik_policies.policybinding'];
  const more = [
    'authentik_flows.view_flow',
    'authentik_core.view_group',
    'authentik_outposts.view_outpost',
    'authentik_outposts.change_outpost',
  ];
  const permissions = new Set([...more, ...models.flatMap(crud)]);

  test('is shown in the list what its user may enter; the rest is asked for one by one, and nothing is taken for missing', async () => {
    const { lab, integration, site, go } = await setup();
    const some = services.slice(0, 20);
    lab.tokens.set('lab-token', { active: true, permissions });
    await go([], some);
    for (const [groups, singly] of [
      [['family'], 0],
      [[], 20],
    ] as const) {
      lab.tokens.set('lab-token', { active: true, groups, permissions });
      const from = lab.requests.length;
      expect(await plan(integration, { before: some, after: some, site })).toMatchObject({ changes: [], conflicts: [], foreign: [] });
      expect(byKind(lab, from)['GET core/applications/*/'] ?? 0).toBe(singly);
    }
    expect(lab.violations).toEqual([]);
  });
});
