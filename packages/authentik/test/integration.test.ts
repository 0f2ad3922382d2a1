import { apply, plan, undo } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { setup, statuses, writes } from './setup.js';

type Lab = Awaited<ReturnType<typeof setup>>['lab'];

const service = exampleService({ authentik: { groups: ['family'] } });
const standalone = { outposts: [{ name: 'proxy' }] };

/** What somebody does in the admin interface. */
const call = async (lab: Lab, method: string, path: string, body?: object): Promise<unknown> => {
  const headers = { authorization: 'Bearer lab-token', 'content-type': 'application/json' };
  const answer = await fetch(`${lab.url}/api/v3/${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  expect(answer.ok).toBe(true);
  return answer.json();
};

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
    const call = async (method: string, path: string, body: object): Promise<void> => {
      const headers = { authorization: 'Bearer lab-token', 'content-type': 'application/json' };
      expect((await fetch(`${lab.url}/api/v3/${path}`, { method, headers, body: JSON.stringify(body) })).ok).toBe(true);
    };
    const [target] = lab.applications().flatMap(({ slug, pk }) => (slug === 'metube' ? [String(pk)] : []));
    await call('POST', 'policies/bindings/', { target, user: 3, order: 5 });
    await call('PATCH', 'providers/proxy/2/', { mode: 'forward_single', intercept_header_auth: false, access_token_validity: 'hours=8' });
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
    const groups = (await (await fetch(`${lab.url}/api/v3/core/groups/`, { headers: { authorization: 'Bearer lab-token' } })).json()) as {
      results: { pk: string }[];
    };
    const headers = { authorization: 'Bearer lab-token', 'content-type': 'application/json' };
    await fetch(`${lab.url}/api/v3/policies/bindings/`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ target: pk, group: groups.results[0]?.pk, negate: true, order: 1 }),
    });
    expect(await left([service], [service])).toEqual(['metube']);
    const outcomes = await go([service], [service]);
    expect(lab.groupsOf('metube')).toEqual([{ group: 'family', enabled: true, negate: false }]);
    expect(outcomes[0]?.before?.groups).toEqual(['family', { group: 'authentik Admins', negate: true }]);
  });
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

describe('guard', () => {
  test('without it nothing is put into an outpost that would serve it for every host', async () => {
    const { lab, go, left } = await setup(guarded);
    const answer = { status: 400, body: { app: { name: ['No guards today.'] } } };
    lab.faults.push({ match: ({ method, body }) => method === 'PUT' && body.includes('hl-guard'), answer });
    expect(statuses(await go([], [service]))).toEqual({
      'hl-guard': 'failed HL_AUTHENTIK_INVALID refused',
      metube: 'failed HL_AUTHENTIK_GUARD refused',
    });
    expect([lab.served(), lab.outposts()[0]?.providers]).toEqual([[], []]);
    lab.faults.length = 0;
    expect(await left([], [service])).toEqual(['hl-guard', 'metube']);
    expect(statuses(await go([], [service]))).toEqual({ 'hl-guard': 'applied', metube: 'applied' });
  });

  const guarded = { outposts: [{ name: 'proxy', bystander: null }] };
  const ask = async (lab: Lab, host: string, cookie = ''): Promise<number> => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': host, 'x-forwarded-uri': '/', cookie };
    return (await fetch(`${lab.outpostUrl}/outpost.goauthentik.io/auth/traefik`, { headers, redirect: 'manual' })).status;
  };

  test('closes a standalone outpost with a single application to unknown hosts', async () => {
    const { lab, go, left } = await setup(guarded);
    expect(statuses(await go([], [service]))).toEqual({ 'hl-guard': 'applied', metube: 'applied' });
    const cookie = lab.session({ name: 'eve', groups: [] }, 'metube');
    expect([await ask(lab, 'metube.example.org', cookie), await ask(lab, 'unknown.example.org', cookie)]).toEqual([200, 400]);
    expect(await left([service], [])).toEqual(['metube']);
    await go([service], []);
    expect(lab.served().map(({ slug }) => slug)).toEqual(['hl-guard']);
    expect(await ask(lab, 'unknown.example.org', lab.session({ name: 'eve', groups: [] }, 'hl-guard'))).toBe(502);
  });

  test('without it the single application answers for every host', async () => {
    const { lab, go } = await setup(guarded, { guard: false });
    expect(statuses(await go([], [service]))).toEqual({ metube: 'applied' });
    expect(await ask(lab, 'unknown.example.org', lab.session({ name: 'eve', groups: [] }, 'metube'))).toBe(200);
  });

  test('the last provider of a standalone outpost is no longer served when it is gone', async () => {
    const { lab, go } = await setup(guarded, { guard: false });
    await go([], [service]);
    expect(statuses(await go([service], []))).toEqual({ metube: 'applied' });
    expect(lab.served()).toEqual([]);
    expect([lab.applications(), lab.providers(), lab.violations]).toEqual([[], [], []]);
  });

  test.each([
    ['the embedded outpost needs none', {}, {}],
    ['it can be declined', guarded, { guard: false }],
  ])('%s', async (_, lab, over) => {
    const { integration, site } = await setup(lab, over);
    expect(integration.foundation?.(site)).toEqual([]);
  });
});
