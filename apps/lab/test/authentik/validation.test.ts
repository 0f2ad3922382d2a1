import { call, lab, proxy, start } from './support.js';

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
