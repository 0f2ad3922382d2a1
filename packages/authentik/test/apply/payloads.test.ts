import { applicationBody, providerBody } from '../../src/apply/payloads.js';
import type { OidcSpec } from '../../src/desired/spec.js';
import { proxySpec, spec, state } from '../support/state.js';

const oidc: OidcSpec = {
  kind: 'oauth2',
  name: 'hl-wiki',
  authorizationFlow: 'authorize',
  invalidationFlow: 'invalidate',
  redirectUris: ['https://a', 'regex:https://.*', 'logout:https://bye', 'logout:regex:b'],
};
const flows = { authorization_flow: 'flow-a', invalidation_flow: 'flow-i' };

describe('a proxy provider', () => {
  const body = {
    name: 'hl-metube',
    ...flows,
    mode: 'forward_single',
    external_host: 'https://metube.example.org',
    internal_host: '',
    cookie_domain: '',
    skip_path_regex: '',
  };

  test.each([
    ['complete, with what is empty', {}, body],
    ['expressions, one a line', { skipPathRegex: ['^/a', '^/b'] }, { ...body, skip_path_regex: '^/a\n^/b' }],
    [
      'every field',
      { mode: 'proxy', internalHost: 'http://x', cookieDomain: 'y' } as const,
      { ...body, mode: 'proxy', internal_host: 'http://x', cookie_domain: 'y' },
    ],
  ])('%s', (_, over, expected) => {
    expect(providerBody(proxySpec(over), state(), null)).toEqual(expected);
  });

  test('flows that are none, or that the server does not have, are left out', () => {
    expect(Object.keys(providerBody(proxySpec({ authorizationFlow: null, invalidationFlow: null }), state(), null))).not.toContain(
      'authorization_flow',
    );
    expect(providerBody(proxySpec({ invalidationFlow: null }), state(), null)).not.toHaveProperty('invalidation_flow');
    expect(providerBody(proxySpec(), state({ version: '2024.8.6' }), null)).not.toHaveProperty('invalidation_flow');
  });
});

describe('a provider for OpenID Connect', () => {
  const list = [
    { matching_mode: 'strict', url: 'https://a' },
    { matching_mode: 'regex', url: 'https://.*' },
    { matching_mode: 'strict', url: 'https://bye', redirect_uri_type: 'logout' },
    { matching_mode: 'regex', url: 'b', redirect_uri_type: 'logout' },
  ];
  const extras = { scopes: ['s1', 's2'], signingKey: 'k' };
  const created = {
    client_type: 'confidential',
    property_mappings: ['s1', 's2'],
    grant_types: ['authorization_code', 'refresh_token'],
    signing_key: 'k',
  };

  test.each([
    ['changed: what it was made with stays its owner’s', '2026.5.1', null, { redirect_uris: list }],
    ['new', '2026.5.1', extras, { redirect_uris: list, ...created }],
    ['new, before grants were named', '2026.2.1', extras, { redirect_uris: list, ...created, grant_types: undefined }],
    [
      'new, where tokens are signed with the secret',
      '2026.5.1',
      { ...extras, signingKey: null },
      { redirect_uris: list, ...created, signing_key: undefined },
    ],
    [
      'lines of text before 2024.12',
      '2024.10.1',
      null,
      { redirect_uris: 'https://a\nregex:https://.*\nlogout:https://bye\nlogout:regex:b' },
    ],
  ])('%s', (_, version, given, expected) => {
    expect(providerBody(oidc, state({ version }), given)).toEqual({ name: 'hl-wiki', ...flows, ...expected });
  });
});

describe('an application', () => {
  const body = {
    name: 'MeTube',
    group: 'Downloads',
    meta_description: 'Video downloader',
    meta_launch_url: 'https://metube.example.org',
    open_in_new_tab: false,
    policy_engine_mode: 'any',
  };

  test.each([
    ['of ours', { publisher: undefined as never }, '2026.5.1', { ...body, meta_publisher: 'hl', meta_icon: '' }],
    ['given back', { publisher: 'me' }, '2026.5.1', { ...body, meta_publisher: 'me', meta_icon: '' }],
    ['with an icon', { icon: 'https://i' }, '2026.5.1', { ...body, meta_publisher: 'hl', meta_icon: 'https://i' }],
    ['whose icon is left alone', { icon: undefined as never }, '2026.5.1', { ...body, meta_publisher: 'hl' }],
    ['whose icon has an endpoint of its own', { icon: 'https://i' }, '2025.10.1', { ...body, meta_publisher: 'hl' }],
    ['of which nothing is wanted', { application: null }, '2025.10.1', { meta_publisher: 'hl' }],
  ])('%s', (_, over, version, expected) => {
    expect(applicationBody(spec(over), state({ version }))).toEqual(expected);
  });
});
