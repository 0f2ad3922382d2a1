import { exampleSite } from '@hl/core/testing';
import { guard } from '../../src/desired/guard.js';

test('is wanted at a standalone outpost: it leads nowhere, and has no tile', () => {
  expect(guard(exampleSite(), 'proxy')).toEqual([
    {
      system: 'authentik',
      key: 'hl-guard',
      service: 'hl-guard',
      spec: {
        provider: {
          kind: 'proxy',
          name: 'hl-hl-guard',
          mode: 'proxy',
          externalHost: 'https://hl-guard.invalid',
          internalHost: 'http://hl-guard.invalid',
          cookieDomain: '',
          skipPathRegex: [],
          authorizationFlow: 'default-provider-authorization-implicit-consent',
          invalidationFlow: 'default-provider-invalidation-flow',
        },
        application: {
          name: 'hl guard',
          group: '',
          description: 'Keeps the outpost closed to unknown host names.',
          launchUrl: 'blank://blank',
          openInNewTab: false,
          policyEngineMode: 'any',
          provider: 'hl-hl-guard',
        },
        groups: [],
        outposts: ['proxy'],
      },
    },
  ]);
});

test.each([
  ['hl.yml declines it', exampleSite({ authentik: { guard: false } }), 'proxy'],
  ['there is no Authentik in hl.yml', { ...exampleSite(), authentik: null }, 'proxy'],
  ['the outpost is the embedded one', exampleSite(), 'authentik Embedded Outpost'],
])('not when %s', (_, site, outpost) => {
  expect(guard(site, outpost)).toEqual([]);
});
