import { authentikEmulator, embeddedName } from '@hl/lab/authentik';
import type { AuthentikEmulator, AuthentikEmulatorOptions } from '@hl/lab/authentik';

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  readonly body: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
}

let lab: AuthentikEmulator;
const start = async (options: AuthentikEmulatorOptions = {}): Promise<void> => {
  lab = await authentikEmulator(options);
};
afterEach(() => lab.close());

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const init = {
    method,
    headers: { authorization: 'Bearer lab-token', 'content-type': 'application/json', ...headers },
    redirect: 'manual' as const,
  };
  const answer = await fetch(
    `${lab.url}/api/v3/${path}`,
    body === undefined ? init : { ...init, body: typeof body === 'string' ? body : JSON.stringify(body) },
  );
  const text = await answer.text();
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  return { status: answer.status, type, headers: answer.headers, body: type === 'application/json' ? JSON.parse(text) : {} };
}

const flows = async (): Promise<{ authorization_flow: string; invalidation_flow: string }> => {
  const pk = async (slug: string): Promise<string> => (await call('GET', `flows/instances/${slug}/`)).body['pk'];
  return {
    authorization_flow: await pk('default-provider-authorization-implicit-consent'),
    invalidation_flow: await pk('default-provider-invalidation-flow'),
  };
};
const proxy = async (over: object = {}): Promise<object> => ({
  name: 'metube',
  mode: 'forward_single',
  external_host: 'https://metube.example.org',
  ...(await flows()),
  ...over,
});

const ask = async (host: string, { uri = '/', cookie = '' } = {}): Promise<Response> =>
  fetch(`${lab.outpostUrl}/outpost.goauthentik.io/auth/traefik`, {
    headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': host, 'x-forwarded-uri': uri, cookie },
    redirect: 'manual',
  });

describe('transport', () => {
  test.each([
    ['no credentials', 'GET', 'core/users/me/', { authorization: '' }, 403, { detail: 'Authentication credentials were not provided.' }],
    [
      'another scheme',
      'GET',
      'core/users/me/',
      { authorization: 'Token lab-token' },
      403,
      { detail: 'Authentication credentials were not provided.' },
    ],
    [
      'a wrong token, also for what is not there',
      'GET',
      'core/applications/nope/',
      { authorization: 'Bearer x' },
      403,
      { detail: 'Token invalid/expired' },
    ],
    [
      'scheme in lower case',
      'GET',
      'core/applications/nope/',
      { authorization: 'bearer lab-token' },
      404,
      { detail: 'No Application matches the given query.' },
    ],
    ['a page out of range', 'GET', 'core/groups/?page=9', {}, 404, { detail: 'Invalid page.' }],
    ['a method that is not there', 'PUT', 'policies/bindings/', {}, 405, { detail: 'Method "PUT" not allowed.' }],
    ['a malformed pk', 'GET', 'providers/proxy/abc/', {}, 404, { detail: 'Not found.' }],
  ])('%s', async (_, method, path, headers, status, body) => {
    await start();
    expect(await call(method, path, undefined, headers)).toMatchObject({ status, body });
  });

  test.each([
    ['a path that is not emulated', 'GET', 'core/brands/', 404],
    ['no slash at the end', 'GET', 'core/groups', 404],
    ['a write without slash at the end', 'POST', 'providers/proxy', 405],
    ['a crash on a write', 'PUT', 'core/transactional/applications/', 405],
  ])('%s is HTML', async (_, method, path, status) => {
    await start();
    const body =
      method === 'PUT'
        ? { app: { name: 'a', slug: 'a' }, provider_model: 'authentik_providers_proxy.proxyprovider', provider: {} }
        : undefined;
    expect(await call(method, path, body)).toMatchObject({ status, type: 'text/html' });
  });

  test.each([
    ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, {}],
    ['no JSON', '{', {}, 400, { detail: expect.stringMatching(/^JSON parse error - /) }],
    ['a list', [], {}, 400, { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }],
  ])('%s as body', async (_, body, headers, status, expected) => {
    await start();
    expect(await call('POST', 'providers/proxy/', body, headers)).toMatchObject({ status, body: expected });
  });

  test('every answer has a request id', async () => {
    await start();
    expect((await call('GET', 'core/users/me/')).headers.get('x-authentik-id')).toMatch(/^[0-9a-f]{32}$/);
  });

  test('a token sees and does what it may', async () => {
    await start();
    lab.tokens.set('lab-token', { active: true, permissions: new Set(['authentik_core.view_application']) });
    expect((await call('GET', 'core/applications/grafana/')).status).toBe(200);
    expect(await call('GET', 'providers/proxy/')).toMatchObject({
      status: 403,
      body: { detail: 'You do not have permission to perform this action.' },
    });
    const body = { app: { name: 'a', slug: 'a' }, provider_model: 'authentik_providers_proxy.proxyprovider', provider: { name: 'a' } };
    expect(await call('PUT', 'core/transactional/applications/', body)).toMatchObject({
      status: 403,
      body: { provider: 'User lacks permission to create authentik_providers_proxy.proxyprovider' },
    });
  });
});

test('a token may have one outpost only', async () => {
  await start({ outposts: [{ name: 'proxy' }, { name: 'other' }] });
  const [mine, theirs] = (await call('GET', 'outposts/instances/')).body['results'] as { pk: string; name: string }[];
  lab.tokens.set('lab-token', { active: true, permissions: new Set(['authentik_outposts.view_outpost@proxy']) });
  expect((await call('GET', 'outposts/instances/')).body['results']).toMatchObject([{ name: 'proxy' }]);
  expect([mine?.name, (await call('GET', `outposts/instances/${theirs?.pk}/`)).status]).toEqual(['proxy', 404]);
  expect((await call('PATCH', `outposts/instances/${mine?.pk}/`, {})).status).toBe(403);
  lab.tokens.set('lab-token', {
    active: true,
    permissions: new Set(['authentik_outposts.view_outpost@proxy', 'authentik_outposts.change_outpost@proxy']),
  });
  expect((await call('PATCH', `outposts/instances/${mine?.pk}/`, {})).status).toBe(200);
  expect((await call('PATCH', `outposts/instances/${theirs?.pk}/`, {})).status).toBe(404);
});

describe('lists', () => {
  test('are paged; the size has a limit from 2025.12 on', async () => {
    const groups = Array.from({ length: 150 }, (_, index) => `g${index}`);
    await start({ groups });
    const first = await call('GET', 'core/groups/');
    expect(first.body['pagination']).toEqual({
      next: 2,
      previous: 0,
      count: 150,
      current: 1,
      total_pages: 8,
      start_index: 1,
      end_index: 20,
    });
    expect((await call('GET', 'core/groups/?page_size=1000')).body['results']).toHaveLength(100);
    expect((await call('GET', 'core/groups/?page=8')).body['pagination']).toMatchObject({ next: 0, previous: 7 });
    await lab.close();
    await start({ groups, version: '2024.12' });
    expect((await call('GET', 'core/groups/?page_size=1000')).body['results']).toHaveLength(150);
    expect(await call('GET', 'core/groups/')).toMatchObject({ body: { results: { length: 100 } } });
  });

  test('of applications are cached before filters are looked at', async () => {
    await start();
    lab.addForeign({ slug: 'metube' });
    await call('GET', 'core/applications/');
    const filtered = await call('GET', 'core/applications/?slug=metube');
    expect(filtered.body['pagination']['count']).toBe(1);
    expect(filtered.body['results'].map(({ slug }: { slug: string }) => slug)).toEqual(['grafana', 'metube']);
    lab.deleteApplication('grafana');
    expect((await call('GET', 'core/applications/?slug=nope')).body['results']).toHaveLength(1);
    await call('POST', 'core/applications/', { name: 'new', slug: 'new' });
    expect((await call('GET', 'core/applications/?slug=new')).body['results']).toHaveLength(1);
  });

  test.each([
    ['providers/proxy/?name=nope', 2],
    ['providers/proxy/?name__iexact=GRAFANA', 1],
    ['providers/proxy/?external_host__iexact=https://GRAFANA.example.org', 1],
    ['core/groups/?name=FAMILY', 0],
    ['core/groups/?name__iexact=FAMILY', 2],
    ['outposts/instances/?name__iexact=AUTHENTIK embedded outpost', 1],
    ['outposts/instances/?managed__iexact=goauthentik.io/outposts/embedded', 1],
    ['flows/instances/?slug=default-provider-invalidation-flow', 1],
  ])('%s finds %i: unknown filters are ignored', async (path, count) => {
    await start();
    lab.addForeign({ slug: 'other', provider: 'other', externalHost: 'https://other.example.org' });
    expect((await call('GET', path)).body['results']).toHaveLength(count);
  });
});

describe('validation', () => {
  const required = ['This field is required.'];
  test.each([
    ['nothing', () => ({}), { name: required, authorization_flow: required, invalidation_flow: required, external_host: required }],
    ['null', async () => proxy({ invalidation_flow: null }), { invalidation_flow: ['This field may not be null.'] }],
    ['a slug as flow', async () => proxy({ authorization_flow: 'x' }), { authorization_flow: ['“x” is not a valid UUID.'] }],
    ['a name that is taken, with blanks', async () => proxy({ name: ' grafana ' }), { name: ['provider with this name already exists.'] }],
    ['no scheme', async () => proxy({ external_host: 'metube' }), { external_host: ['Enter a valid URL.'] }],
    ['ftp', async () => proxy({ external_host: 'ftp://metube' }), { external_host: ['Enter a valid URL.'] }],
    ['blank', async () => proxy({ external_host: '' }), { external_host: ['This field may not be blank.'] }],
    ['another mode', async () => proxy({ mode: 'bogus' }), { mode: ['"bogus" is not a valid choice.'] }],
    [
      'no mode',
      async () => proxy({ mode: undefined }),
      { internal_host: ['Internal host cannot be empty when forward auth is disabled.'] },
    ],
  ])('provider: %s', async (_, body, expected) => {
    await start();
    expect(await call('POST', 'providers/proxy/', await body())).toMatchObject({ status: 400, body: expected });
  });

  test('before 2024.10 there is no invalidation flow', async () => {
    await start({ version: '2024.8' });
    const made = await call('POST', 'providers/proxy/', await proxy({ invalidation_flow: undefined }));
    expect(made.status).toBe(201);
    expect(made.body).not.toHaveProperty('invalidation_flow');
    expect(made.body['redirect_uris']).toEqual(expect.any(String));
  });

  test('PATCH of a provider needs its mode, and PUT resets nothing', async () => {
    await start();
    const { body } = await call('POST', 'providers/proxy/', await proxy({ skip_path_regex: '^/api' }));
    const path = `providers/proxy/${body['pk']}/`;
    expect(await call('PATCH', path, { skip_path_regex: '' })).toMatchObject({ status: 400, body: { internal_host: expect.anything() } });
    expect(await call('PATCH', path, { mode: 'forward_single', basic_auth_enabled: true })).toMatchObject({ status: 400 });
    expect(await call('PUT', path, await proxy())).toMatchObject({ status: 200, body: { skip_path_regex: '^/api' } });
    expect(await call('PATCH', path, { mode: 'forward_single', skip_path_regex: '' })).toMatchObject({
      status: 200,
      body: { skip_path_regex: '' },
    });
  });

  test.each([
    ['slug taken', { name: 'x', slug: 'grafana' }, { slug: ['Application with this slug already exists.'] }],
    [
      'slug with a dot',
      { name: 'x', slug: 'a.b' },
      { slug: ['Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.'] },
    ],
    ['slug reserved', { name: 'x', slug: 'token' }, { slug: [expect.stringContaining("The slug 'token' is reserved")] }],
    ['provider taken', { name: 'x', slug: 'x', provider: '1' }, { provider: ['Application with this provider already exists.'] }],
    ['provider missing', { name: 'x', slug: 'x', provider: 99999 }, { provider: ['Invalid pk "99999" - object does not exist.'] }],
    ['provider by name', { name: 'x', slug: 'x', provider: 'abc' }, { provider: ['Incorrect type. Expected pk value, received str.'] }],
    ['launch URL without scheme', { name: 'x', slug: 'x', meta_launch_url: '/path' }, { meta_launch_url: ['Enter a valid URL.'] }],
    ['null', { name: 'x', slug: 'x', group: null }, { group: ['This field may not be null.'] }],
  ])('application: %s', async (_, body, expected) => {
    await start();
    expect(await call('POST', 'core/applications/', body)).toMatchObject({ status: 400, body: expected });
  });

  test('bindings', async () => {
    await start();
    const target = (await call('GET', 'core/applications/grafana/')).body['pk'];
    const group = (await call('GET', 'core/groups/?name=family')).body['results'][0].pk;
    expect(await call('POST', 'policies/bindings/', { target, order: 0 })).toMatchObject({
      body: { non_field_errors: ["One of 'group', 'policy', 'user' must be set."] },
    });
    expect(await call('POST', 'policies/bindings/', { target, order: 0, group, user: 1 })).toMatchObject({ status: 400 });
    expect(await call('POST', 'policies/bindings/', { target: 'grafana', order: 0, group })).toMatchObject({
      body: { target: ['“grafana” is not a valid UUID.'] },
    });
    const made = await call('POST', 'policies/bindings/', { target, order: 0, group });
    expect(made).toMatchObject({ status: 201, body: { group_obj: { name: 'family' }, user_obj: null } });
    expect((await call('POST', 'policies/bindings/', { target, order: 0, group })).status).toBe(201);
    expect(await call('PATCH', `policies/bindings/${made.body['pk']}/`, { enabled: false })).toMatchObject({
      status: 405,
      type: 'text/html',
    });
    expect((await call('PATCH', `policies/bindings/${made.body['pk']}/`, { target, group, enabled: false })).body['enabled']).toBe(false);
    lab.deleteApplication('grafana');
    expect((await call('GET', `policies/bindings/?target=${target}`)).status).toBe(400);
    lab.deleteGroup('family');
    expect((await call('GET', 'policies/bindings/')).body['results']).toEqual([]);
  });

  test('transaction: all or nothing', async () => {
    await start();
    const group = (await call('GET', 'core/groups/?name=family')).body['results'][0].pk;
    const body = {
      app: { name: 'MeTube', slug: 'metube' },
      provider_model: 'authentik_providers_proxy.proxyprovider',
      provider: await proxy(),
      policy_bindings: [{ group, order: 0 }],
    };
    const path = 'core/transactional/applications/';
    expect(await call('PUT', path, { ...body, app: { name: 'x', slug: 'grafana' } })).toMatchObject({
      status: 400,
      body: { app: { slug: ['Application with this slug already exists.'] } },
    });
    expect(await call('PUT', path, { ...body, provider: await proxy({ name: 'grafana' }) })).toMatchObject({
      body: { provider: { name: ['State is set to must_created and object exists already'] } },
    });
    expect(lab.providers()).toHaveLength(1);
    expect(await call('PUT', path, body)).toMatchObject({ status: 200, body: { applied: true, logs: [] } });
    expect(lab.groupsOf('metube')).toEqual([{ group: 'family', enabled: true, negate: false }]);
  });
});

describe('outposts', () => {
  const members = async (body: object): Promise<Reply> =>
    call('PATCH', `outposts/instances/${(await call('GET', 'outposts/instances/')).body['results'][0].pk}/`, body);

  test.each([
    ['an unknown pk', { providers: [99] }, 400, { providers: ['Invalid pk "99" - object does not exist.'] }],
    ['a name', { providers: ['grafana'] }, 400, { providers: ['Incorrect type. Expected pk value, received str.'] }],
    ['no list', { providers: 1 }, 400, { providers: ['Expected a list of items but got type "int".'] }],
    ['an empty list of a standalone one', { providers: [] }, 400, { providers: ['This list may not be empty.'] }],
    ['another type', { type: 'ldap' }, 400, { providers: [expect.stringContaining('Outpost type ldap')] }],
    ['a type that is none', { type: 'x' }, 405, {}],
    ['duplicates', { providers: [1, 1, '1'] }, 200, { providers: [1] }],
    ['nothing', {}, 200, { providers: [1] }],
  ])('%s', async (_, body, status, expected) => {
    await start({ outposts: [{ name: 'proxy' }] });
    expect(await members(body)).toMatchObject({ status, body: expected });
  });

  test('the embedded one may be empty, but keeps its name', async () => {
    await start();
    expect(await members({ name: 'x' })).toMatchObject({ status: 400 });
    expect(await members({ providers: [] })).toMatchObject({ status: 200, body: { name: embeddedName, providers: [] } });
  });

  test('hear of their own list and of providers in it, of nothing else', async () => {
    await start();
    const { body } = await call('POST', 'providers/proxy/', await proxy());
    await call('POST', 'core/applications/', { name: 'MeTube', slug: 'metube', provider: body['pk'] });
    expect(lab.pushes).toEqual({ [embeddedName]: 0 });
    await members({ providers: [1, body['pk']] });
    await call('PATCH', `providers/proxy/${body['pk']}/`, { mode: 'forward_single', external_host: 'https://tube.example.org' });
    expect(lab.pushes).toEqual({ [embeddedName]: 2 });
    expect((await ask('tube.example.org')).status).toBe(302);
    await call('DELETE', 'core/applications/metube/');
    await call('DELETE', `providers/proxy/${body['pk']}/`);
    expect(lab.pushes).toEqual({ [embeddedName]: 2 });
    expect((await ask('tube.example.org')).status).toBe(302);
    await members({});
    expect((await ask('tube.example.org')).status).toBe(404);
  });

  test('fetch by themselves after a while', async () => {
    await start({ refreshMs: 20 });
    lab.deleteApplication('grafana');
    while (lab.served().length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await ask('grafana.example.org')).status).toBe(404);
  });
});

describe('forward auth', () => {
  test('sends to the login, and lets in who comes back', async () => {
    await start({ outposts: [{ name: 'proxy' }] });
    lab.setGroups('grafana', ['family']);
    const first = await ask('grafana.example.org', { uri: '/d/1?x=2' });
    expect(first.status).toBe(302);
    expect(first.headers.get('set-cookie')).toMatch(/^authentik_proxy_[0-9a-f]{8}=.*Secure/);
    const login = first.headers.get('location') ?? '';
    expect(login.startsWith(`${lab.url}/application/o/authorize/?client_id=${String(lab.providers()[0]?.['client_id'])}`)).toBe(true);
    expect((await fetch(login, { redirect: 'manual' })).headers.get('location')).toContain('/flows/');
    expect((await fetch(login, { headers: { cookie: lab.login({ name: 'eve', groups: [] }) }, redirect: 'manual' })).status).toBe(403);
    const back =
      (await fetch(login, { headers: { cookie: lab.login({ name: 'ann', groups: ['family'] }) }, redirect: 'manual' })).headers.get(
        'location',
      ) ?? '';
    const { pathname, search } = new URL(back);
    const done = await ask('grafana.example.org', { uri: `${pathname}${search}` });
    expect([done.status, done.headers.get('location')]).toEqual([302, 'https://grafana.example.org/d/1?x=2']);
    const inside = await ask('grafana.example.org', { cookie: (done.headers.get('set-cookie') ?? '').split(';')[0] ?? '' });
    expect([inside.status, inside.headers.get('x-authentik-username'), inside.headers.get('x-authentik-groups')]).toEqual([
      200,
      'ann',
      'family',
    ]);
  });

  test.each([
    ['standalone with one application: every host is that one', [{ name: 'proxy' }], 302],
    ['standalone with none', [{ name: 'proxy', bystander: null }], 400],
    ['embedded', [{ name: embeddedName, embedded: true }], 404],
  ])('unknown host, %s', async (_, outposts, status) => {
    await start({ outposts });
    expect((await ask('nope.example.org')).status).toBe(status);
  });

  test('two applications: unknown hosts are told which', async () => {
    await start({ outposts: [{ name: 'proxy' }] });
    lab.addForeign({ slug: 'wiki', provider: 'wiki', externalHost: 'https://wiki.example.org', outposts: ['proxy'] });
    const answer = await ask('nope.example.org');
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        Message: 'no app for hostname',
        Host: 'nope.example.org',
        Detail: "Check the outpost settings and make sure 'nope.example.org' is included.",
      },
    ]);
    expect((await ask('WIKI.example.org')).status).toBe(400);
  });

  test('paths that need no login, ping, and a proxy that forgets the headers', async () => {
    await start();
    await call('PATCH', 'providers/proxy/1/', { mode: 'forward_single', skip_path_regex: '(\n^/api/' });
    expect((await ask('grafana.example.org', { uri: '/api/x?y' })).status).toBe(200);
    expect((await ask('grafana.example.org', { uri: '/x?/api/' })).status).toBe(302);
    expect((await fetch(`${lab.outpostUrl}/outpost.goauthentik.io/ping`)).status).toBe(204);
    expect((await fetch(`${lab.outpostUrl}/outpost.goauthentik.io/auth/traefik`)).status).toBe(500);
  });

  test('domain level: longest cookie domain wins, without regard to dots', async () => {
    await start({ outposts: [{ name: 'proxy' }] });
    const { body } = await call(
      'POST',
      'providers/proxy/',
      await proxy({ mode: 'forward_domain', cookie_domain: 'example.org', external_host: 'https://auth.example.org' }),
    );
    await call('POST', 'core/applications/', { name: 'all', slug: 'all', provider: body['pk'] });
    const [{ pk }] = (await call('GET', 'outposts/instances/')).body['results'];
    await call('PATCH', `outposts/instances/${pk}/`, { providers: [1, body['pk']] });
    const client = async (host: string): Promise<string | null> =>
      new URL((await ask(host)).headers.get('location') ?? 'x:').searchParams.get('client_id');
    expect([await client('any.example.org'), await client('evilexample.org')]).toEqual([body['client_id'], body['client_id']]);
    expect(await client('grafana.example.org')).not.toBe(body['client_id']);
  });
});

test('strict mode notes what a careful client never does', async () => {
  await start({ strict: true, outposts: [{ name: 'proxy' }] });
  lab.addForeign({ slug: 'wiki', provider: 'wiki', externalHost: 'https://wiki.example.org', outposts: ['proxy'], groups: ['family'] });
  lab.closed.add('wiki');
  const [{ pk }] = (await call('GET', 'outposts/instances/')).body['results'];
  await call('GET', 'core/applications/?slug=wiki');
  await call('PATCH', `outposts/instances/${pk}/`, { providers: [1, 2] });
  await call('PATCH', `outposts/instances/${pk}/`, {});
  await call('PATCH', 'core/applications/wiki/', { name: 'wiki' });
  const [binding] = (await call('GET', 'policies/bindings/')).body['results'];
  await call('DELETE', `policies/bindings/${binding.pk}/`);
  await call('DELETE', 'core/applications/wiki/');
  await call('PATCH', `outposts/instances/${pk}/`, { providers: [2] });
  expect(lab.violations).toEqual([
    'applications were looked up by a list that is cached',
    'PATCH of outpost proxy: nothing differed',
    'PATCH {} of outpost proxy: there was nothing to push',
    'PATCH of application wiki: nothing differed',
    'the application wiki was open to everybody',
    'the application wiki was deleted while proxy served it',
    'the list of proxy lost the provider 1',
  ]);
});
