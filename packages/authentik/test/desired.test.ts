import { authentik } from '@hl/authentik';
import type { SsoSpec } from '@hl/authentik';
import { exampleService, exampleSite } from '@hl/core/testing';

const integration = authentik({ url: 'http://auth.example.org', token: 'x', outpost: 'proxy' });
const site = exampleSite();
const wanted = (over: Parameters<typeof exampleService>[0]): SsoSpec[] =>
  integration.desired(exampleService(over), site).map(({ spec }) => spec);

test('the spec of a service', () => {
  expect(integration.desired(exampleService({ authentik: { groups: ['b', 'a', 'b'] } }), site)).toEqual([
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

test.each([
  ['https://METUBE.Example.org/', 'https://metube.example.org'],
  ['https://metube.example.org:443', 'https://metube.example.org'],
  ['http://metube.example.org:80', 'http://metube.example.org'],
  ['https://metube.example.org:8443', 'https://metube.example.org:8443'],
  ['https://bücher.example.org', 'https://xn--bcher-kva.example.org'],
  ['https://example.org/metube/', 'https://example.org/metube'],
  ['http://[::1]:80/', 'http://[::1]'],
  [' nonsense ', 'nonsense'],
])('external host %s is stored as %s', (externalUrl, externalHost) => {
  expect(wanted({ authentik: { externalUrl } })[0]?.provider).toMatchObject({ externalHost });
});

test.each([
  ['di:sonarr', 'https://cdn.jsdelivr.net/gh/homarr-labs/dashboard-icons/svg/sonarr.svg'],
  ['sh:immich.png', 'https://cdn.jsdelivr.net/gh/selfhst/icons/svg/immich.svg'],
  ['mdi:home', 'https://cdn.jsdelivr.net/npm/@mdi/svg@latest/svg/home.svg'],
  ['auto-invert si:x', 'https://cdn.jsdelivr.net/npm/simple-icons@latest/icons/x.svg'],
  ['https://example.org/a.png', 'https://example.org/a.png'],
  ['/assets/a.png', undefined],
  ['xy:z', undefined],
])('icon %s', (icon, expected) => {
  expect(wanted({ icon })[0]?.icon).toBe(expected);
});

test.each([
  ['one a line', ['^/api/', '^/health$'], ['^/api/', '^/health$']],
  ['several in one', ['^/api/\n ^/health$ \n\n'], ['^/api/', '^/health$']],
])('expressions: %s', (_, skipPathRegex, expected) => {
  expect(wanted({ authentik: { skipPathRegex } })[0]?.provider).toMatchObject({ skipPathRegex: expected });
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

test('further hosts keep scheme and port, and a rule of the user is left to itself', () => {
  const hosts = ['metube.example.org', 'tube.example.org'];
  const authentikSection = { externalUrl: 'https://metube.example.org:8443' };
  expect(
    wanted({ traefik: { hosts }, authentik: authentikSection }).map(
      ({ provider }) => provider && 'externalHost' in provider && provider.externalHost,
    ),
  ).toEqual(['https://metube.example.org:8443', 'https://tube.example.org:8443']);
  expect(wanted({ traefik: { hosts, rule: 'PathPrefix(`/x`)' }, authentik: authentikSection })).toHaveLength(1);
  expect(wanted({ traefik: { hosts }, authentik: { level: 'domain' } })).toHaveLength(1);
});

describe('guard', () => {
  test('is wanted at a standalone outpost, and lets nobody through', () => {
    expect(integration.foundation?.(site)).toMatchObject([
      { key: 'hl-guard', spec: { provider: { mode: 'proxy', internalHost: 'http://hl-guard.invalid' }, outposts: ['proxy'] } },
    ]);
  });

  test.each([
    ['hl.yml declines it', exampleSite({ authentik: { guard: false } })],
    ['there is no Authentik in hl.yml', { ...site, authentik: null }],
  ])('not when %s', (_, given) => {
    expect(integration.foundation?.(given)).toEqual([]);
  });
});
