import { apply, plan, undo } from '@hl/core';
import type { Service } from '@hl/core';
import { examplePage, exampleService } from '@hl/core/testing';
import { authentik } from '@hl/authentik';
import { setup, statuses, writes } from './support/setup.js';

const service = exampleService({ authentik: { groups: ['family'] } });

describe('hosts that move from one service to another', () => {
  const at = (slug: string, host: string): Service =>
    exampleService({ name: slug, traefik: { hosts: [host] }, authentik: { slug, externalUrl: `https://${host}`, groups: ['family'] } });
  const [a, b] = ['a.example.org', 'b.example.org'] as const;

  test.each([
    ['to one that comes first in the batch', [at('two', a)], [at('one', a), at('two', b)]],
    ['down a chain', [at('one', a), at('two', b)], [at('zoo', a), at('one', b), at('two', 'c.lab')]],
    ['from one that is removed to one that is there', [at('one', a), at('two', b)], [at('one', b)]],
    [
      'a domain',
      [exampleService({ name: 'two', authentik: { level: 'domain', groups: ['family'] } })],
      [exampleService({ name: 'one', authentik: { level: 'domain', groups: ['family'] } }), at('two', b)],
    ],
  ])('%s: one run, and undo takes it back', async (_, from, to) => {
    const { lab, go, left, integration, site } = await setup();
    const all = [...from, ...to].flatMap((one) => integration.desired(one, site));
    await go([], from);
    lab.closed.add('one').add('two');
    const before = await integration.observe(all);
    const outcomes = await go(from, to);
    expect([...new Set(outcomes.map(({ status }) => status))]).toEqual(['applied']);
    expect(await left(from, to)).toEqual([]);
    // the one that has the host now gives it up first, whatever the order was
    const back = await apply(integration, undo(outcomes));
    expect([...new Set(back.map(({ status }) => status))]).toEqual(['applied']);
    expect(await integration.observe(all)).toEqual(before);
    expect(lab.violations).toEqual([]);
  });

  test.each([
    ['two that change places', [at('one', a), at('two', b)], [at('one', b), at('two', a)]],
    ['three in a ring', [at('one', a), at('two', b), at('zoo', 'c.lab')], [at('one', b), at('two', 'c.lab'), at('zoo', a)]],
  ])('%s: the plan tells, nothing is written, and two pushes do it', async (_, from, to) => {
    const { lab, go, integration, site } = await setup();
    await go([], from);
    const before = writes(lab).length;
    const { refusals } = await plan(integration, { before: from, after: to, site });
    expect(refusals.map(({ key }) => key)).toEqual(to.map(({ name }) => name));
    expect(refusals[0]?.error).toMatchObject({ code: 'HL_AUTHENTIK_HOST', kind: 'conflict', hint: expect.stringContaining('two pushes') });
    expect([...new Set((await go(from, to)).map(({ status }) => status))]).toEqual(['conflict']);
    expect(writes(lab)).toHaveLength(before);
    const between = [at('one', 'between.lab'), ...from.slice(1)];
    const statusesOf = async (first: Service[], then: Service[]): Promise<string[]> => (await go(first, then)).map(({ status }) => status);
    expect(new Set([...(await statusesOf(from, between)), ...(await statusesOf(between, to))])).toEqual(new Set(['applied']));
    expect(lab.violations).toEqual([]);
  });

  test('one that fails to let go keeps its host from the other', async () => {
    const { lab, go } = await setup();
    await go([], [at('two', a)]);
    lab.faults.push({ match: ({ method, path }) => method === 'PATCH' && path.includes('/providers/'), answer: { status: 500, body: '' } });
    expect(statuses(await go([at('two', a)], [at('one', a), at('two', b)]))).toMatchObject({ one: 'conflict HL_AUTHENTIK_HOST conflict' });
    expect(lab.outposts()[0]?.providers).toEqual(['grafana', 'hl-two']);
  });
});

test('a host that the application of somebody else serves is a conflict in the plan already', async () => {
  const { lab, go, left, options, integration, site } = await setup();
  lab.addForeign({ provider: 'by-hand', slug: 'other', externalHost: 'https://METUBE.example.org:443' });
  expect(await left([], [service])).toEqual(['conflict metube']);
  expect(await left([service], [])).toEqual([]);
  const [wanted] = integration.desired(service, site);
  const change = { system: 'authentik', key: 'metube', service: 'metube', before: null, after: wanted!.spec };
  // who adopts it can't have the host either: an outpost serves it once
  expect(statuses(await apply(authentik(options), [change]))).toEqual({ metube: 'conflict HL_CONFLICT conflict' });
  expect(statuses(await apply(integration, [change], { adopt: true }))).toEqual({ metube: 'conflict HL_AUTHENTIK_HOST conflict' });
  expect(writes(lab)).toEqual([]);
  const moved = exampleService({
    traefik: { hosts: ['tube.example.org'] },
    authentik: { groups: ['family'], externalUrl: 'https://tube.example.org' },
  });
  expect(await left([service], [moved])).toEqual(['metube']);
  expect(statuses(await go([service], [moved]))).toEqual({ metube: 'applied' });
});

test('a host of an application of ours that the plan does not touch is a conflict too; one that it removes is none', async () => {
  const { go, left } = await setup();
  await go([], [service]);
  const renamed = exampleService({ authentik: { ...service.authentik, slug: 'tube' } });
  expect([await left([], [renamed]), await left([service], [renamed])]).toEqual([['conflict tube'], ['tube', 'metube']]);
});

describe('pages', () => {
  const at = (host: string, path: string) => ({ hosts: [host], rule: `Host(\`${host}\`) && PathPrefix(\`${path}\`)` });
  const page = (slug: string, host: string) =>
    examplePage({
      ...{ name: 'metube-stats', displayName: 'Stats', traefik: at(host, '/stats') },
      authentik: { slug, externalUrl: `https://${host}`, groups: ['family'] },
    });
  const withPage = (...given: Parameters<typeof page>): Service =>
    exampleService({ authentik: { groups: ['family'] }, pages: [page(...given)] });
  const own = 'metube.example.org';

  test('each have an application of their own, by its slug, for every host that leads there', async () => {
    const { lab, go, left } = await setup();
    const service = withPage('figures', 'stats.example.org');
    const [first] = service.pages;
    const rule = 'Host(`stats.example.org`) && PathPrefix(`/a`) || Host(`b.example.org`)';
    const both: Service = { ...service, pages: [{ ...first!, traefik: { ...first!.traefik!, rule } }] };
    const keys = { metube: 'applied', figures: 'applied', 'figures-b-example-org': 'applied' };
    const outcomes = await go([], [both]);
    expect([statuses(outcomes), new Set(outcomes.map((one) => one.service))]).toEqual([keys, new Set(['metube'])]);
    expect(lab.served().map(({ host, slug }) => [slug, host])).toEqual(
      expect.arrayContaining([
        ['metube', own],
        ['figures', 'stats.example.org'],
        ['figures-b-example-org', 'b.example.org'],
      ]),
    );
    expect(await left([both], [both])).toEqual([]);
    expect(statuses(await go([both], [service]))).toEqual({ 'figures-b-example-org': 'applied' });
    expect(statuses(await go([service], [exampleService({ authentik: { groups: ['family'] } })]))).toEqual({ figures: 'applied' });
    expect(lab.violations).toEqual([]);
  });

  test('two at one host are told apart from what somebody else has: the second is refused with the way out', async () => {
    const { lab, go, integration, site } = await setup();
    const service = withPage('figures', own);
    const { conflicts, refusals } = await plan(integration, { before: [], after: [service], site });
    const error = {
      code: 'HL_AUTHENTIK_HOST',
      hint: expect.stringContaining('or both that slug if they are pages of one service') as string,
    };
    expect([conflicts, refusals]).toMatchObject([[], [{ key: 'figures', service: 'metube', error }]]);
    expect(statuses(await go([], [service]))).toEqual({ metube: 'applied', figures: 'conflict HL_AUTHENTIK_HOST conflict' });
    const again = await plan(integration, { before: [service], after: [service], site });
    expect([again.conflicts, again.refusals]).toMatchObject([[], [{ key: 'figures', error }]]);
    expect(lab.violations).toEqual([]);
  });

  test('that share a slug share the application, which is called as the first of them', async () => {
    const { lab, go, left } = await setup();
    const service = withPage('metube', own);
    expect(statuses(await go([], [service]))).toEqual({ metube: 'applied' });
    expect(lab.applications().map(({ name }) => name)).toContain('MeTube');
    expect(await left([service], [service])).toEqual([]);
    expect(await left([service], [exampleService({ authentik: { groups: ['family'] } })])).toEqual([]);
    expect(statuses(await go([service], []))).toEqual({ metube: 'applied' });
    expect(lab.violations).toEqual([]);
  });

  test('may give a host to one another in one run', async () => {
    const { lab, go, left } = await setup();
    const alone = exampleService({ authentik: { groups: ['family'] } });
    const swapped: Service = {
      ...exampleService({
        traefik: { hosts: ['tube.example.org'] },
        authentik: { groups: ['family'], externalUrl: 'https://tube.example.org' },
      }),
      pages: [page('figures', own)],
    };
    await go([], [alone]);
    expect(statuses(await go([alone], [swapped]))).toEqual({ metube: 'applied', figures: 'applied' });
    expect(await left([swapped], [swapped])).toEqual([]);
    expect(lab.violations).toEqual([]);
  });
});
