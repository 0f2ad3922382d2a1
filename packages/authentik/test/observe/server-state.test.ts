import { applicationPath, readState } from '../../src/observe/server-state.js';
import { fakeClient } from '../support/fake-client.js';
import { application, oauth2, proxy, spec } from '../support/state.js';

const me = (is_superuser: unknown): Record<string, unknown> => ({ 'core/users/me/': { user: { is_superuser } } });
const held = {
  'core/applications/': [application()],
  'providers/proxy/': [proxy()],
  'providers/oauth2/': [oauth2()],
  'admin/version/': { version_current: '2024.8.1' },
};
const metube = { key: 'metube', spec: spec() };

test('a superuser is shown all applications by page', async () => {
  const api = fakeClient({ ...held, ...me(true) });
  const found = await readState(api, [metube, { key: 'wiki', spec: null }]);
  expect([...found.applications.keys()]).toEqual(['metube']);
  expect(api.asked).toContain('LIST core/applications/?superuser_full_list=true&ordering=slug');
  expect(api.asked).not.toContain('GET core/applications/wiki/');
  // pages in the order of something unique
  const lists = ['flows/instances/?ordering=slug', 'outposts/instances/?ordering=pk', 'providers/proxy/?ordering=pk'];
  expect(api.asked).toEqual(expect.arrayContaining([...lists, 'policies/bindings/?ordering=pk'].map((path) => `LIST ${path}`)));
});

test('everybody else what may be entered: the rest is asked for one by one', async () => {
  const api = fakeClient({ ...held, ...me(false), 'core/applications/wiki/': application({ slug: 'wiki' }) });
  const found = await readState(api, [metube, { key: 'wiki', spec: null }, { key: 'wiki', spec: null }, { key: 'none', spec: null }]);
  expect([...found.applications.keys()]).toEqual(['metube', 'wiki']);
  expect(api.asked).toContain('LIST core/applications/?search=hl&ordering=slug');
  expect(api.asked.filter((line) => line.startsWith('GET core/applications/'))).toEqual([
    'GET core/applications/wiki/',
    'GET core/applications/none/',
  ]);
});

test.each([
  ['a proxy is linked', [application()], [metube], false],
  ['nothing is linked', [application({ provider: null })], [metube], false],
  ['another provider is linked', [application({ provider: 2 })], [metube], true],
  ['there is no application', [], [metube], true],
  ['one is wanted', [application()], [{ key: 'metube', spec: spec({ provider: { kind: 'oauth2' } as never }) }], true],
])('providers of OpenID Connect, when %s', async (_, applications, wanted, isRead) => {
  const { providers } = await readState(fakeClient({ ...held, ...me(true), 'core/applications/': applications }), wanted);
  expect(providers.map(({ kind }) => kind)).toEqual(isRead ? ['proxy', 'oauth2'] : ['proxy']);
});

test('are left out when the token may not see them', async () => {
  const api = fakeClient({ ...held, ...me(true) }, { listIfAllowed: async () => null });
  expect((await readState(api, [{ key: 'wiki', spec: null }])).providers.map(({ kind }) => kind)).toEqual(['proxy']);
});

test.each([
  [held, '2024.8.1', false],
  [{}, '', true],
])('the version decides what it can', async (objects, version, writableIcon) => {
  const found = await readState(fakeClient({ ...objects, ...me(true) }), []);
  expect([found.version, found.features.writableIcon]).toEqual([version, writableIcon]);
});

test.each([
  [me(true), true],
  [me('yes'), false],
  [{ 'core/users/me/': {} }, false],
  [{}, false],
])('superuser: %j', async (objects, expected) => {
  expect((await readState(fakeClient(objects), [])).isSuperuser).toBe(expected);
});

test('a slug in a path', () => {
  expect(applicationPath('a/b')).toBe('core/applications/a%2Fb/');
});
