import { lookUp } from '../../src/observe/lookup.js';
import { outpostNames, parse, providerSpec } from '../../src/observe/parse.js';
import type { ServerState } from '../../src/observe/server-state.js';
import { application, applicationSpec, binding, embeddedMark, oauth2, outpost, proxy, proxySpec, spec, state } from '../support/state.js';

const parsed = (given: ServerState): ReturnType<typeof parse> => parse(lookUp(given, 'metube'), given, 'proxy');

test('nothing without an application', () => {
  expect(parsed(state({ applications: [] }))).toBeNull();
});

test('ours is what has our mark', () => {
  expect(parsed(state())).toEqual({ spec: spec(), ours: true });
});

test.each([
  [
    'no provider',
    state({ applications: [application({ provider: null })] }),
    { provider: null, application: applicationSpec({ provider: null }), outposts: [] },
  ],
  [
    'a provider that is not known',
    state({ providers: [] }),
    { provider: null, application: applicationSpec({ provider: '#1' }), outposts: [] },
  ],
  ['an icon', state({ applications: [application({ meta_icon: 'https://i' })] }), { icon: 'https://i' }],
  ['no icon, as older servers say it', state({ applications: [application({ meta_icon: null })] }), { icon: '' }],
  ['no outpost', state({ outposts: [outpost({ providers: [] })] }), { outposts: [] }],
  [
    'fields of the application',
    state({
      applications: [
        application({
          name: 'N',
          group: 'G',
          meta_description: 'D',
          meta_launch_url: 'U',
          open_in_new_tab: true,
          policy_engine_mode: 'all',
        }),
      ],
    }),
    {
      application: applicationSpec({
        name: 'N',
        group: 'G',
        description: 'D',
        launchUrl: 'U',
        openInNewTab: true,
        policyEngineMode: 'all',
      }),
    },
  ],
])('%s', (_, given, expected) => {
  expect(parsed(given)).toEqual({ spec: spec(expected), ours: true });
});

test.each([
  ['somebody', 'the application "MeTube" of the publisher "somebody" (Applications › Applications › metube)'],
  ['', 'the application "MeTube" without a publisher (Applications › Applications › metube)'],
])('with the publisher %j it is somebody else’s', (publisher, holder) => {
  const given = state({ applications: [application({ meta_publisher: publisher })] });
  expect(parsed(given)).toEqual({ spec: spec({ publisher }), ours: false, holder });
  expect(parsed({ ...given, providers: [] })?.hint).toMatch(/of a kind that hl does not make/);
});

test.each([
  ['one group', [binding()], ['family']],
  ['a disabled one is as good as none', [binding({ enabled: false })], []],
  ['that of a policy or user', [binding({ group: null })], []],
  ['a group whose name is not told', [binding({ group_obj: null })], ['#family-pk']],
  [
    'in order, those that shut out last',
    [
      binding({ negate: true }),
      binding({ group_obj: { name: 'z' } }),
      binding({ group_obj: { name: 'a' }, negate: true }),
      binding({ group_obj: { name: 'b' } }),
    ],
    ['b', 'z', { group: 'a', negate: true }, { group: 'family', negate: true }],
  ],
])('groups: %s', (_, bindings, groups) => {
  expect(parsed(state({ bindings }))?.spec.groups).toEqual(groups);
});

test.each([
  ['a list that it can leave', outpost({ name: 'other', providers: [1, 2] }), ['other']],
  ['the embedded list, which may become empty', outpost({ name: 'other', managed: embeddedMark }), ['other']],
  ['the last one of a standalone list, where it belongs', outpost(), ['proxy']],
  ['the last one of another standalone list: it cannot leave', outpost({ name: 'other' }), []],
])('outposts: %s', (_, row, expected) => {
  expect(outpostNames(proxy(), state({ outposts: [row] }), 'proxy')).toEqual(expected);
});

test('outposts are sorted', () => {
  const outposts = [outpost({ name: 'b', providers: [1, 2] }), outpost({ name: 'a', providers: [1, 2] })];
  expect(outpostNames(proxy(), state({ outposts }), 'proxy')).toEqual(['a', 'b']);
});

test.each([
  ['as it is', {}, {}],
  [
    'slashes at the end are nothing',
    { external_host: 'https://M.example.org/', internal_host: 'http://x/' },
    { externalHost: 'https://M.example.org', internalHost: 'http://x' },
  ],
  [
    'domain level',
    { mode: 'forward_domain', cookie_domain: 'example.org' } as const,
    { mode: 'forward_domain', cookieDomain: 'example.org' } as const,
  ],
  ['expressions', { skip_path_regex: '^/a\r\n\n ^/b' }, { skipPathRegex: ['^/a', '^/b'] }],
  ['flows that are none', { authorization_flow: null, invalidation_flow: 'x' }, { authorizationFlow: null, invalidationFlow: null }],
])('a proxy: %s', (_, row, expected) => {
  expect(providerSpec(proxy(row), state())).toEqual(proxySpec(expected));
});

test('a server without invalidation flows has the one that everybody wants', () => {
  expect(providerSpec(proxy({ invalidation_flow: null }), state({ version: '2024.8.6' }))).toMatchObject({
    invalidationFlow: 'default-provider-invalidation-flow',
  });
});

test.each([
  ['lines of text', 'https://b\n https://a ', ['https://a', 'https://b']],
  ['no text', '', []],
  [
    'a list',
    [
      { matching_mode: 'strict', url: 'https://b' },
      { matching_mode: 'regex', url: 'https://.*' },
      { matching_mode: 'strict', url: 'https://bye', redirect_uri_type: 'logout' },
      { matching_mode: 'strict', url: 'https://a', redirect_uri_type: 'authorization' },
    ],
    ['https://a', 'https://b', 'logout:https://bye', 'regex:https://.*'],
  ],
])('redirect URIs as %s', (_, uris, expected) => {
  expect(providerSpec(oauth2({ redirect_uris: uris }), state())).toEqual({
    kind: 'oauth2',
    name: 'hl-wiki',
    authorizationFlow: 'authorize',
    invalidationFlow: 'invalidate',
    redirectUris: expected,
  });
});
