import { claimOf, claims, holderOf, hostConflict, inTheWay, isOutpost, ownership } from '../../src/observe/conflicts.js';
import type { Claim } from '../../src/observe/conflicts.js';
import { application, embeddedMark, oauth2, outpost, proxy, proxySpec, spec, state } from '../support/state.js';

const embeddedName = 'authentik Embedded Outpost';
const claim = (over: Partial<Claim> = {}): Claim => ({
  provider: 'hl-metube',
  slug: 'metube',
  host: 'a.example.org',
  domain: null,
  outposts: ['o'],
  ...over,
});
const oidcSpec = {
  kind: 'oauth2',
  name: 'hl-metube',
  authorizationFlow: 'authorize',
  invalidationFlow: 'invalidate',
  redirectUris: ['https://a'],
} as const;

test.each([
  ['of that name', outpost(), 'proxy', true],
  ['of another name', outpost({ name: 'Proxy' }), 'proxy', false],
  ['of another type', outpost({ type: 'ldap' }), 'proxy', false],
  ['the embedded one, by its mark', outpost({ name: 'renamed', managed: embeddedMark }), embeddedName, true],
  ['one that is named like the embedded one', outpost({ name: embeddedName }), embeddedName, false],
])('an outpost %s', (_, row, name, expected) => {
  expect(isOutpost(row, name)).toBe(expected);
});

test('claims of a server: its proxy providers', () => {
  const domain = proxy({
    pk: 3,
    name: 'd',
    assigned_application_slug: null,
    mode: 'forward_domain',
    external_host: 'https://AUTH.example.org:443',
    cookie_domain: 'example.org',
  });
  expect(claims(state({ providers: [proxy(), oauth2(), domain] }))).toEqual([
    { provider: 'hl-metube', slug: 'metube', host: 'metube.example.org', domain: null, outposts: ['outpost-pk'] },
    { provider: 'd', slug: null, host: 'auth.example.org', domain: 'example.org', outposts: [] },
  ]);
});

test('the claim of a spec', () => {
  const others = [outpost(), outpost({ pk: 'other', name: 'other' })];
  expect(claimOf('metube', spec(), state({ outposts: others }))).toEqual({
    provider: 'hl-metube',
    slug: 'metube',
    host: 'metube.example.org',
    domain: null,
    outposts: ['outpost-pk'],
  });
  expect(claimOf('metube', spec({ provider: proxySpec({ mode: 'forward_domain', cookieDomain: 'x.org' }) }), state())).toMatchObject({
    domain: 'x.org',
  });
  expect(claimOf('metube', spec({ provider: oidcSpec }), state())).toBeUndefined();
  expect(claimOf('metube', spec({ provider: null }), state())).toBeUndefined();
});

test.each([
  ['the same host in the same outpost', claim(), true],
  ['the same host in no outpost', claim({ outposts: [] }), true],
  ['the same host in another outpost', claim({ outposts: ['p'] }), false],
  ['another host', claim({ host: 'b.example.org' }), false],
  ['another host, and no domain either', claim({ host: 'b.example.org', domain: null }), false],
])('in the way: %s', (_, other, isInTheWay) => {
  expect(holderOf(claim(), [other])).toBe(isInTheWay ? other : undefined);
});

test.each([
  ['the same domain', 'example.org', true],
  ['another domain', 'example.net', false],
  ['none', null, false],
])('in the way of a domain: %s', (_, domain, isInTheWay) => {
  const other = claim({ host: 'b.example.org', domain });
  expect(holderOf(claim({ domain: 'example.org' }), [other])).toBe(isInTheWay ? other : undefined);
});

test.each([
  [
    'a provider without application',
    claim({ provider: 'x', slug: null }),
    false,
    'a.example.org is already served by the provider "x", which no application uses',
    'Delete the provider "x" (Applications › Providers), or give this service another host name.',
  ],
  [
    'an application of somebody',
    claim({ provider: 'x', slug: 's' }),
    false,
    'a.example.org is already served by the provider "x" of the application s',
    'Delete the provider "x" (Applications › Providers), or give this service another host name. To take it over, set authentik.slug to s, then: hl adopt tube',
  ],
  [
    'a service of ours',
    claim({ provider: 'hl-s', slug: 's' }),
    false,
    'a.example.org is already served by the provider "hl-s" of the application s',
    'That is the service with the slug s: give one of the two another host name, or both that slug if they are pages of one service.',
  ],
  [
    'a service that moves',
    claim({ provider: 'hl-s', slug: 's' }),
    true,
    'a.example.org is already served by the provider "hl-s" of the application s',
    'Do it in two pushes: first give the other service its new host name, then this one. If that is what failed, see what is said of it.',
  ],
  [
    'a domain',
    claim({ provider: 'hl-s', slug: 's', host: 'b.example.org' }),
    true,
    'a host under a.example.org, or its domain, is already served by the provider "hl-s" of the application s',
    'Domain level is made once: keep it at one service, and use its middleware at the others.',
  ],
])('what to do about %s', (_, by, moves, message, hint) => {
  expect(hostConflict(claim(), by, 'tube', moves)).toMatchObject({ code: 'HL_AUTHENTIK_HOST', kind: 'conflict', message, hint });
});

describe('in the way of a key that holds no application', () => {
  const wanted = { system: 'authentik', key: 'tube', service: 'tube', spec: spec({ provider: proxySpec({ name: 'hl-tube' }) }) };
  const keys = new Set(['tube']);
  const theirs = (over: Parameters<typeof proxy>[0]): ReturnType<typeof state> =>
    state({ providers: [proxy({ assigned_application_slug: null, ...over })], applications: [] });

  test.each([
    [
      'a provider of our name',
      theirs({ name: 'hl-tube', external_host: 'https://x.example.org' }),
      'the provider "hl-tube", which no application uses',
      /Delete or rename it/,
    ],
    [
      'a provider for the host',
      theirs({ name: 'x', assigned_application_slug: 'y' }),
      'the provider "x" of the application y',
      /hl adopt tube$/,
    ],
    [
      'that of our own that is not looked at',
      state(),
      'the provider "hl-metube" of the application metube',
      /service with the slug metube/,
    ],
  ])('%s', (_, given, holder, hint) => {
    const found = inTheWay(wanted, given, keys);
    expect(found).toMatchObject({
      ours: false,
      holder,
      hint: expect.stringMatching(hint),
      spec: { application: null, groups: [], provider: { kind: 'proxy' } },
    });
  });

  test.each([
    ['another host', theirs({ name: 'x', external_host: 'https://x.example.org' }), keys],
    ['one of ours that is looked at too', state(), new Set(['tube', 'metube'])],
  ])('not %s', (_, given, looked) => {
    expect(inTheWay(wanted, given, looked)).toBeNull();
  });

  test('one that is looked at too, but is somebody else’s', () => {
    const given = state({ applications: [application({ meta_publisher: 'me' })] });
    expect(inTheWay(wanted, given, new Set(['tube', 'metube']))).toMatchObject({
      holder: 'the provider "hl-metube" of the application metube',
    });
  });

  test('without a provider in the spec, the name that ours would have', () => {
    expect(inTheWay({ ...wanted, spec: spec({ provider: null }) }, theirs({ name: 'hl-tube' }), keys)).not.toBeNull();
    expect(inTheWay({ ...wanted, spec: spec({ provider: null }) }, theirs({ name: 'x' }), keys)).toBeNull();
  });
});

describe('whose it is', () => {
  const change = (over: object = {}): Parameters<typeof ownership>[0] => ({
    system: 'authentik',
    key: 'metube',
    service: 'metube',
    before: spec(),
    after: spec(),
    ...over,
  });
  const foreign = state({ applications: [application({ meta_publisher: 'me' })] });
  const mine = state({ providers: [proxy({ name: 'mine' })] });

  test.each([
    ['what is ours', change(), state()],
    ['what is not there', change({ before: null }), state({ applications: [], providers: [] })],
    ['what is adopted', change({ before: spec({ publisher: 'me' }) }), foreign],
    ['an adopted provider of any name', change({ before: spec({ publisher: '' }) }), mine],
    ['the removal of an application with a provider of somebody', change({ after: null }), mine],
    ['the removal of one whose provider is not known', change({ after: null }), state({ providers: [] })],
    ['a provider of the wanted name', change({ after: spec({ provider: proxySpec({ name: 'mine' }) }) }), mine],
    [
      'no provider, whatever is named so',
      change({ after: spec({ provider: null }) }),
      state({ applications: [application({ provider: null })] }),
    ],
  ])('ours to change: %s', (_, given, held) => {
    expect(ownership(given, held)).toBeNull();
  });

  test.each([
    ['an application of somebody', change(), foreign, 'the application metube is held by somebody else', /another authentik\.slug/],
    ['its removal', change({ after: null }), foreign, 'the application metube is held by somebody else', /another authentik\.slug/],
    ['one that turned up', change({ before: null }), foreign, 'the application metube is held by somebody else', /another authentik\.slug/],
    [
      'a provider that is not known',
      change(),
      state({ providers: [] }),
      'the application metube is linked with a provider that hl did not make',
      /another authentik\.slug/,
    ],
    [
      'a provider of another name',
      change(),
      mine,
      'the application metube is linked with the provider "mine", which hl did not make',
      /rename that provider to "hl-metube"/,
    ],
    [
      'a provider of another name, when none is wanted',
      change({ after: spec({ provider: null }) }),
      mine,
      'the application metube is linked with the provider "mine", which hl did not make',
      /Link it with "hl-metube" again/,
    ],
    [
      'a provider of another name, of which nothing is known',
      change({ before: null }),
      mine,
      'the application metube is linked with the provider "mine", which hl did not make',
      /Link it/,
    ],
    [
      'a provider of our name that is not linked',
      change(),
      state({ applications: [application({ provider: null })] }),
      'there is the provider "hl-metube" of the application metube',
      /if it is the one that hl made/,
    ],
    [
      'the same without an application',
      change({ before: null }),
      state({ applications: [], providers: [proxy({ assigned_application_slug: null })] }),
      'there is the provider "hl-metube", which no application uses',
      /delete or rename it/,
    ],
  ])('not ours to change: %s', (_, given, held, message, hint) => {
    expect(ownership(given, held)).toMatchObject({
      code: 'HL_CONFLICT',
      kind: 'conflict',
      message: `in Authentik ${message}`,
      hint: expect.stringMatching(hint),
    });
  });
});
