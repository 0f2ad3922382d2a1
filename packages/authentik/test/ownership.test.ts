import { apply, plan } from '@hl/core';
import type { Change } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { authentik } from '@hl/authentik';
import type { SsoSpec } from '@hl/authentik';
import { call, setup, statuses, writes } from './support/setup.js';
import type { Setup } from './support/setup.js';
import { byHand } from './support/subject.js';

const service = exampleService({ authentik: { groups: ['family'] } });
const embedded = 'authentik Embedded Outpost';
type Lab = Setup['lab'];

const wanted = ({ integration, site }: Setup): SsoSpec => integration.desired(service, site)[0]!.spec;
const change = (one: Setup, before: SsoSpec | null = null): Change<SsoSpec> => ({
  system: 'authentik',
  key: 'metube',
  service: 'metube',
  before,
  after: wanted(one),
});
const everything = (lab: Lab): string => JSON.stringify([lab.applications(), lab.providers(), lab.outposts(), lab.groupsOf('metube')]);
describe('what stands in the way is a conflict of the plan, with its holder and a way out', () => {
  test.each<[string, (lab: Lab) => unknown, RegExp, RegExp]>([
    [
      'an application of that slug',
      (lab) => lab.addForeign({ slug: 'metube', fields: { meta_publisher: 'me' } }),
      /^the application "metube" of the publisher "me" \(Applications › Applications › metube\)$/,
      /^undefined$/,
    ],
    [
      'a provider of our name that no application uses',
      (lab) => lab.addForeign({ provider: 'hl-metube', externalHost: 'https://other.example.org' }),
      /^the provider "hl-metube", which no application uses$/,
      /Delete or rename it/,
    ],
    [
      'a provider of our name that another application uses',
      (lab) => lab.addForeign({ provider: 'hl-metube', slug: 'other', externalHost: 'https://other.example.org' }),
      /^the provider "hl-metube" of the application other$/,
      /another authentik\.slug/,
    ],
    [
      'a provider of our name that is of the other kind',
      (lab) => lab.addForeign({ provider: 'hl-metube', kind: 'oauth2' }),
      /^the provider "hl-metube", which/,
      /Delete or rename it/,
    ],
    [
      'a provider for the host in the same outpost',
      (lab) => lab.addForeign({ provider: 'x', slug: 'other', externalHost: 'https://METUBE.example.org:443', outposts: [embedded] }),
      /^the provider "x" of the application other$/,
      /set authentik\.slug to other, then: hl adopt metube$/,
    ],
    [
      'a provider for the host that no outpost serves yet',
      (lab) => lab.addForeign({ provider: 'x', externalHost: 'https://metube.example.org' }),
      /^the provider "x", which no application uses$/,
      /give this service another host name\.$/,
    ],
  ])('%s', async (_, occupy, holder, hint) => {
    const { lab, integration, site, go } = await setup();
    occupy(lab);
    const before = everything(lab);
    const { changes, conflicts } = await plan(integration, { before: [], after: [service], site });
    expect([changes, conflicts.length]).toEqual([[], 1]);
    expect(conflicts[0]?.holder).toMatch(holder);
    expect(String(conflicts[0]?.hint)).toMatch(hint);
    await go([service], []);
    expect([everything(lab), writes(lab)]).toEqual([before, []]);
  });

  test('not a provider for the host in another outpost: somebody serves it there too', async () => {
    const { lab, go } = await setup({ outposts: [{ name: embedded, embedded: true }, { name: 'other' }] });
    lab.addForeign({ provider: 'x', slug: 'x', externalHost: 'https://metube.example.org', outposts: ['other'] });
    expect(statuses(await go([], [service]))).toEqual({ metube: 'applied' });
  });

  test('the way out by another slug works', async () => {
    const { lab, options, site, left } = await setup();
    lab.addForeign({ provider: 'x', slug: 'other', externalHost: 'https://metube.example.org', outposts: [embedded] });
    const renamed = exampleService({ authentik: { ...service.authentik, slug: 'other' } });
    const integration = authentik(options);
    const after = integration.desired(renamed, site)[0]!.spec;
    const adopting = { system: 'authentik', key: 'other', service: 'metube', before: null, after };
    expect(statuses(await apply(integration, [adopting], { adopt: true }))).toEqual({ other: 'applied' });
    expect(await left([renamed], [renamed])).toEqual([]);
  });
});

describe('adopt', () => {
  test('of an application that equals what is wanted writes our mark and nothing else', async () => {
    const one = await setup();
    const { lab, integration, site, go } = one;
    byHand(lab, { ...change(one), spec: wanted(one) });
    expect((await plan(integration, { before: [], after: [service], site })).foreign).toMatchObject([{ key: 'metube' }]);
    expect(await apply(integration, [change(one)], { adopt: true })).toMatchObject([{ status: 'applied' }]);
    expect(writes(lab)).toEqual(['PATCH core/applications/metube/']);
    expect(lab.applications()).toContainEqual(expect.objectContaining({ slug: 'metube', meta_publisher: 'hl' }));
    expect(lab.violations).toEqual([]);
    expect(statuses(await go([service], []))).toEqual({ metube: 'applied' });
    expect(lab.providers().map(({ name }) => name)).toEqual(['grafana']);
  });

  test('and its undo gives it back as it was, to whom it was', async () => {
    const one = await setup();
    const { lab, integration } = one;
    const fields = { meta_publisher: 'me', name: 'Tube' };
    lab.addForeign({ slug: 'metube', provider: 'by hand', externalHost: 'https://metube.example.org', outposts: [embedded], fields });
    const before = everything(lab);
    const [outcome] = await apply(integration, [change(one)], { adopt: true });
    expect(outcome?.status).toBe('applied');
    const back = { ...change(one), before: outcome!.after, after: outcome!.before };
    expect(statuses(await apply(integration, [back]))).toEqual({ metube: 'applied' });
    expect(JSON.parse(everything(lab))).toEqual(JSON.parse(before));
  });

  test('not of a provider that no application uses: nothing of it is worth keeping', async () => {
    const one = await setup();
    one.lab.addForeign({ provider: 'hl-metube', externalHost: 'https://metube.example.org' });
    expect(statuses(await apply(one.integration, [change(one)], { adopt: true }))).toEqual({ metube: 'conflict HL_CONFLICT conflict' });
    expect(writes(one.lab)).toEqual([]);
  });
});

describe('a provider that is not surely ours is never taken, nor deleted', () => {
  /** Somebody works on our application in the admin interface. */
  const damages: [string, (lab: Lab) => unknown, RegExp][] = [
    [
      'our application is linked with theirs',
      async (lab) =>
        call(lab, 'PATCH', 'core/applications/metube/', {
          provider: lab.addForeign({ provider: 'theirs', externalHost: 'https://theirs.example.org', outposts: [embedded] }),
        }),
      /is linked with the provider "theirs"/,
    ],
    [
      'our provider was renamed',
      (lab) => call(lab, 'PATCH', 'providers/proxy/2/', { mode: 'forward_single', name: 'mine' }),
      /is linked with the provider "mine"/,
    ],
    [
      'the link between the two is gone',
      (lab) => call(lab, 'PATCH', 'core/applications/metube/', { provider: null }),
      /there is the provider "hl-metube", which no application uses/,
    ],
  ];

  test.each(damages)('%s: the plan refuses, apply leaves it', async (_, damage, message) => {
    const { lab, integration, site, go } = await setup({ strict: false });
    await go([], [service]);
    await damage(lab);
    const [before, count] = [everything(lab), writes(lab).length];
    const { refusals } = await plan(integration, { before: [service], after: [service], site });
    expect(refusals).toMatchObject([{ key: 'metube', error: { kind: 'conflict', message: expect.stringMatching(message) } }]);
    expect(statuses(await go([service], [service]))).toEqual({ metube: 'conflict HL_CONFLICT conflict' });
    expect([everything(lab), writes(lab).length]).toEqual([before, count]);
  });

  test.each(damages)('%s: removal takes the application, and nobody is served by it any more', async (_, damage) => {
    const { lab, go, left } = await setup({ strict: false });
    await go([], [service]);
    await damage(lab);
    const providers = lab.providers().map(({ name }) => name);
    expect(statuses(await go([service], []))).toEqual({ metube: 'applied' });
    expect([lab.providers().map(({ name }) => name), lab.applications().map(({ slug }) => slug)]).toEqual([providers, ['grafana']]);
    expect(lab.served().map(({ slug }) => slug)).toEqual(['grafana']);
    expect(await left([service], [])).toEqual([]);
  });

  test('our application was deleted: its provider proves nothing any more, and the plan says who is in the way', async () => {
    const { lab, go, left } = await setup();
    await go([], [service]);
    lab.deleteApplication('metube');
    expect(await left([service], [service])).toEqual(['conflict metube']);
    await go([service], []);
    expect(lab.providers().map(({ name }) => name)).toEqual(['grafana', 'hl-metube']);
  });
});

test('a mark that somebody took away: what the ledger knows stands in for it, and the next change writes it again', async () => {
  const one = await setup();
  const { lab, integration, site, go } = one;
  const [outcome] = await go([], [service]);
  const [made] = [{ system: 'authentik', key: 'metube', spec: outcome!.after }];
  const memory = { made: (id: { key: string }) => (id.key === 'metube' ? made : undefined), intent: () => undefined };
  await call(lab, 'PATCH', 'core/applications/metube/', { meta_publisher: '' });
  const changed = exampleService({ displayName: 'Other', authentik: { groups: ['family'] } });
  const planned = await plan(integration, { before: [service], after: [changed], site, memory });
  expect(planned).toMatchObject({ changes: [{ key: 'metube' }], conflicts: [] });
  expect(statuses(await apply(integration, planned.changes, { memory }))).toEqual({ metube: 'applied' });
  expect(lab.applications()).toContainEqual(expect.objectContaining({ name: 'Other', meta_publisher: 'hl' }));
});

describe('what somebody else holds', () => {
  test('an application of that slug is a conflict, until it is adopted', async () => {
    const { lab, integration, site, left } = await setup();
    lab.addForeign({
      slug: 'metube',
      provider: 'MeTube by hand',
      externalHost: 'https://metube.example.org',
      outposts: ['authentik Embedded Outpost'],
    });
    expect(await left([], [service])).toEqual(['conflict metube']);
    const change = {
      system: 'authentik',
      key: 'metube',
      service: 'metube',
      before: null,
      after: integration.desired(service, site)[0]!.spec,
    };
    const refused = await apply(integration, [change]);
    expect(statuses(refused)).toEqual({ metube: 'conflict HL_CONFLICT conflict' });
    expect(writes(lab)).toEqual([]);
    expect(statuses(await apply(integration, [change], { adopt: true }))).toEqual({ metube: 'applied' });
    expect(await left([service], [service])).toEqual([]);
    expect(lab.providers().map(({ name }) => name)).toEqual(['grafana', 'hl-metube']);
  });

  test.each([
    [
      'a provider of our name with another application',
      { provider: 'hl-metube', slug: 'other', externalHost: 'https://other.example.org' },
      undefined,
    ],
    ['an application with a provider of another kind', { slug: 'metube', fields: { meta_publisher: 'somebody' } }, undefined],
  ])('%s is a conflict, and nothing is written', async (_, foreign, code) => {
    const { lab, integration, site } = await setup();
    lab.addForeign(foreign);
    const { changes, conflicts } = await plan(integration, { before: [], after: [service], site });
    if (code === undefined) expect(conflicts).toHaveLength(1);
    const blind =
      changes.length > 0
        ? changes
        : conflicts.map(({ key, wanted }) => ({ system: 'authentik', key, service: key, before: null, after: wanted }));
    expect(await apply(integration, blind)).toMatchObject([
      { status: 'conflict', error: { kind: 'conflict', code: code ?? 'HL_CONFLICT' } },
    ]);
    expect(writes(lab)).toEqual([]);
  });

  test('an application that is deleted while everything is read: nothing is written for what was seen of it, and the next run is right', async () => {
    const { lab, go, left } = await setup();
    await go([], [service]);
    const before = writes(lab).length;
    let deleted = 0;
    lab.faults.push({
      match: ({ path }) => {
        if (!path.endsWith('/policies/bindings/') || (deleted += 1) > 1) return false;
        lab.deleteApplication('metube');
        lab.deleteProvider('hl-metube');
        return false;
      },
    });
    await left([service], [service]);
    expect(await left([service], [service])).toEqual(['metube']);
    expect(statuses(await go([service], []))).toEqual({});
    expect(writes(lab)).toHaveLength(before);
  });

  test('an application that turns up between observation and write is left alone', async () => {
    const { lab, go } = await setup();
    let asked = 0;
    lab.faults.push({
      match: ({ method, path }) => {
        if (method === 'GET' && path.endsWith('/core/applications/') && (asked += 1) === 4) lab.addForeign({ slug: 'metube' });
        return false;
      },
    });
    expect(statuses(await go([], [service]))).toEqual({ metube: 'conflict HL_CONFLICT conflict' });
    expect(writes(lab)).toEqual([]);
  });

  test('bindings of users, disabled bindings, and fields that we do not name stay', async () => {
    const { lab, go, left } = await setup();
    await go([], [service]);
    const [target] = lab.applications().flatMap(({ slug, pk }) => (slug === 'metube' ? [String(pk)] : []));
    await call(lab, 'POST', 'policies/bindings/', { target, user: 3, order: 5 });
    await call(lab, 'PATCH', 'providers/proxy/2/', {
      mode: 'forward_single',
      intercept_header_auth: false,
      access_token_validity: 'hours=8',
    });
    expect(await left([service], [service])).toEqual([]);
    const changed = exampleService({ displayName: 'Other', authentik: { groups: [], skipPathRegex: ['^/api/'] } });
    expect(statuses(await go([service], [changed]))).toEqual({ metube: 'applied' });
    expect(lab.groupsOf('metube')).toEqual([{ group: '', enabled: true, negate: false }]);
    expect(lab.providers()).toContainEqual(
      expect.objectContaining({
        name: 'hl-metube',
        skip_path_regex: '^/api/',
        intercept_header_auth: false,
        access_token_validity: 'hours=8',
      }),
    );
    expect(lab.violations).toEqual([]);
  });

  test('a group binding that lets in everybody else is seen, and removed', async () => {
    const { lab, go, left } = await setup();
    await go([], [service]);
    const { pk } = lab.applications().find(({ slug }) => slug === 'metube') ?? {};
    const { results } = (await call(lab, 'GET', 'core/groups/')) as { results: { pk: string }[] };
    await call(lab, 'POST', 'policies/bindings/', { target: pk, group: results[0]?.pk, negate: true, order: 1 });
    expect(await left([service], [service])).toEqual(['metube']);
    const outcomes = await go([service], [service]);
    expect(lab.groupsOf('metube')).toEqual([{ group: 'family', enabled: true, negate: false }]);
    expect(outcomes[0]?.before?.groups).toEqual(['family', { group: 'authentik Admins', negate: true }]);
  });
});
