import { call, lab, start } from './support.js';

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
