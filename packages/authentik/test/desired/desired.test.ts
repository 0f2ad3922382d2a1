import { exampleService, exampleSite } from '@hl/core/testing';
import { desired, lines } from '../../src/desired/desired.js';
import type { OidcSpec, ProxySpec, SsoSpec } from '../../src/desired/spec.js';

type Over = Parameters<typeof exampleService>[0];
const site = exampleSite();
const wanted = (over: Over): SsoSpec[] => desired(exampleService(over), site, 'proxy').map(({ spec }) => spec);
const proxyOf = (over: Over): ProxySpec => wanted(over)[0]?.provider as ProxySpec;

test('the spec of a service', () => {
  expect(desired(exampleService({ authentik: { groups: ['b', 'a', 'b'] } }), site, 'proxy')).toEqual([
    {
      system: 'authentik',
      key: 'metube',
      service: 'metube',
      spec: {
        provider: {
          kind: 'proxy',
          name: 'hl-metube',
          mode: 'forward_single',
          externalHost: 'https://metube.example.org',
          internalHost: '',
          cookieDomain: '',
          authorizationFlow: 'default-provider-authorization-implicit-consent',
          invalidationFlow: 'default-provider-invalidation-flow',
          skipPathRegex: [],
        },
        application: {
          name: 'MeTube',
          group: 'Downloads',
          description: 'Video downloader',
          launchUrl: 'https://metube.example.org',
          openInNewTab: false,
          policyEngineMode: 'any',
          provider: 'hl-metube',
        },
        icon: 'https://cdn.jsdelivr.net/npm/simple-icons@latest/icons/youtube.svg',
        groups: ['a', 'b'],
        outposts: ['proxy'],
      },
    },
  ]);
});

test('nothing without an authentik section', () => {
  expect(wanted({ authentik: null as never })).toEqual([]);
});

test('blanks around texts are nothing', () => {
  const [spec] = wanted({
    displayName: ' A ',
    description: ' B ',
    icon: ' https://icons.example.org/x.svg ',
    authentik: { applicationGroup: ' C ' },
  });
  expect(spec).toMatchObject({ application: { name: 'A', description: 'B', group: 'C' }, icon: 'https://icons.example.org/x.svg' });
});

test('an icon of no set is left alone', () => {
  expect(wanted({ icon: '/assets/a.png' })[0]).not.toHaveProperty('icon');
});

test.each([
  ['', []],
  ['^/api/', ['^/api/']],
  ['^/api/\n ^/health$ \r\n\n', ['^/api/', '^/health$']],
])('expressions in %j', (text, expected) => {
  expect(lines(text)).toEqual(expected);
});

test('expressions, one a line or several in one', () => {
  expect(proxyOf({ authentik: { skipPathRegex: ['^/api/', ' ^/a$\n^/b$'] } }).skipPathRegex).toEqual(['^/api/', '^/a$', '^/b$']);
});

test.each([
  ['forward auth', {}, { mode: 'forward_single', internalHost: '', cookieDomain: '' }],
  ['domain level', { level: 'domain' }, { mode: 'forward_domain', internalHost: '', cookieDomain: 'example.org' }],
  [
    'domain level with a cookie domain',
    { level: 'domain', cookieDomain: 'a.example.org' },
    { mode: 'forward_domain', cookieDomain: 'a.example.org' },
  ],
  ['a proxy', { method: 'proxy' }, { mode: 'proxy', internalHost: 'http://192.0.2.11:8082', cookieDomain: '' }],
  ['a proxy to elsewhere', { method: 'proxy', internalUrl: 'http://192.0.2.99:80/' }, { mode: 'proxy', internalHost: 'http://192.0.2.99' }],
] as const)('%s', (_, authentik, expected) => {
  expect(proxyOf({ authentik })).toMatchObject(expected);
});

test.each([
  ['an IPv6 address', { address: '2001:db8::1' }, 'http://[2001:db8::1]:8082'],
  ['a host that hl.yml does not know', null, 'http://media:8082'],
])('a proxy to %s', (_, host, internalHost) => {
  const hosts = host === null ? {} : { media: { ...site.hosts['media']!, ...host } };
  const [resource] = desired(exampleService({ host: 'media', authentik: { method: 'proxy' } }), { ...site, hosts }, 'proxy');
  expect(resource?.spec.provider).toMatchObject({ internalHost });
});

test('under a path of a host: the way back from a login is at the host, the tile opens the path', () => {
  const [spec] = wanted({ authentik: { externalUrl: 'https://apps.example.org/pre/' } });
  expect(spec).toMatchObject({
    provider: { externalHost: 'https://apps.example.org' },
    application: { launchUrl: 'https://apps.example.org/pre' },
  });
});

test.each([
  ['elsewhere', { host: '', address: 'nas.lan' }, 'http://nas.lan:8082'],
  ['at an address of its own', { address: 'fd00::7' }, 'http://[fd00::7]:8082'],
  ['with the port of its route', { address: '192.0.2.60', port: null as never, traefik: { port: 8006 } }, 'http://192.0.2.60:8006'],
  ['that says no port', { address: '192.0.2.60', port: null as never, traefik: null as never }, 'http://192.0.2.60'],
])('a proxy to a page %s', (_, over, internalHost) => {
  expect(proxyOf({ ...over, deployment: null as never, authentik: { method: 'proxy' } })).toMatchObject({ internalHost });
});

test('OpenID Connect: addresses once, in order, and no outpost', () => {
  const [spec] = wanted({ authentik: { method: 'oidc', redirectUris: [' https://b ', 'https://a', 'https://b'] } });
  expect(spec).toMatchObject({ provider: { kind: 'oauth2', name: 'hl-metube' }, outposts: [], application: { provider: 'hl-metube' } });
  expect((spec?.provider as OidcSpec).redirectUris).toEqual(['https://a', 'https://b']);
});

test.each([
  ['the route of the service', { traefik: { hosts: ['tube.example.org'] } }, 'https://tube.example.org'],
  ['without TLS', { traefik: { hosts: ['tube.example.org'], tls: null as never } }, 'http://tube.example.org'],
  ['no route', { traefik: null as never }, 'https://auth.example.org'],
])('domain level opens %s', (_, over, launchUrl) => {
  const [spec] = wanted({ ...over, authentik: { level: 'domain', externalUrl: 'https://auth.example.org' } });
  expect(spec?.application?.launchUrl).toBe(launchUrl);
  expect(spec?.provider).toMatchObject({ mode: 'forward_domain', externalHost: 'https://auth.example.org', cookieDomain: 'example.org' });
});

describe('further hosts', () => {
  const traefik = { hosts: ['metube.example.org', 'tube-2.example.org'] };

  test('get an application of their own, without tile, at the same scheme and port', () => {
    const resources = desired(
      exampleService({ traefik, authentik: { externalUrl: 'https://metube.example.org:8443', groups: ['family'] } }),
      site,
      'proxy',
    );
    expect(resources).toHaveLength(2);
    expect(resources[1]).toMatchObject({
      system: 'authentik',
      key: 'metube-tube-2-example-org',
      service: 'metube',
      spec: {
        provider: { name: 'hl-metube-tube-2-example-org', externalHost: 'https://tube-2.example.org:8443' },
        application: { name: 'MeTube (tube-2.example.org)', launchUrl: 'blank://blank', provider: 'hl-metube-tube-2-example-org' },
        groups: ['family'],
        outposts: ['proxy'],
      },
    });
  });

  test.each([
    ['listed beside it', 'PathPrefix(`/x`)', traefik.hosts, ['tube-2.example.org']],
    ['that it names', 'Host(`metube.example.org`) || Host(`A.b`) && Path(`/x`)', ['metube.example.org'], ['a.b']],
    ['of both kinds, once each', 'Host(`a.b`) || Host(`tube-2.example.org`)', traefik.hosts, ['tube-2.example.org', 'a.b']],
    ['but not what it leaves out', 'HostRegexp(`^.+$`) && !Host(`a.b`)', ['metube.example.org'], []],
    ['but none that is a wildcard', 'Host(`*`) || Host(`*.example.org`)', ['metube.example.org'], []],
  ])('of a rule of the user: %s', (_, rule, hosts, expected) => {
    const [, ...more] = desired(exampleService({ traefik: { rule, hosts } }), site, 'proxy');
    expect(more.map(({ spec }) => (spec.provider as ProxySpec).externalHost)).toEqual(expected.map((host) => `https://${host}`));
  });

  test.each([
    ['a wildcard, which no outpost knows', { traefik: { hosts: ['metube.example.org', '*.example.org'] } }],
    ['domain level', { traefik, authentik: { level: 'domain' } }],
    ['OpenID Connect', { traefik, authentik: { method: 'oidc' } }],
    ['no route', { traefik: null as never }],
    ['one host', { traefik: { hosts: ['metube.example.org'] } }],
  ] as const)('are not looked at with %s', (_, over) => {
    expect(wanted(over as Over)).toHaveLength(1);
  });
});
