import type { Site } from '@hl/core';
import { authentikSection } from '../../src/page/authentik.js';
import { traefikSection } from '../../src/page/traefik.js';
import { contextOf, homelab, minimal, told } from '../context.js';

function resolve(sections: string, site: Site = homelab) {
  const context = contextOf(minimal('', sections), { site });
  return { authentik: authentikSection(context, traefikSection(context)), report: context.report };
}

const messages = (sections: string, site?: Site) => told(resolve(sections, site).report);

describe('Authentik', () => {
  const authentik = (text: string, more = 'traefik: {}\n', site = homelab) => {
    const { authentik, report } = resolve(`${more}authentik: { ${text} }\n`, site);
    expect(told(report)).toEqual([]);
    return authentik;
  };

  test('defaults', () => {
    expect(authentik('')).toEqual({
      slug: 'metube',
      method: 'forward_auth',
      authorizationFlow: 'default-provider-authorization-implicit-consent',
      invalidationFlow: 'default-provider-invalidation-flow',
      groups: [],
      skipPathRegex: [],
      applicationGroup: 'Downloads',
      openInNewTab: false,
      level: 'single',
      cookieDomain: null,
      externalUrl: 'https://metube.example.org',
      internalUrl: null,
      redirectUris: [],
      clientIdVariable: null,
      clientSecretVariable: null,
    });
  });

  test.each([
    ['level: domain', { cookieDomain: 'example.org' }],
    ['level: domain, cookie_domain: Apps.example.org', { cookieDomain: 'apps.example.org' }],
    ['method: proxy', { internalUrl: 'http://192.0.2.11:8082' }],
    ['method: proxy, internal_url: "http://metube:8081"', { internalUrl: 'http://metube:8081' }],
    [
      'method: oidc, redirect_uris: ["https://a/b"], client_id_variable: ID, client_secret_variable: SECRET',
      { redirectUris: ['https://a/b'], clientIdVariable: 'ID', clientSecretVariable: 'SECRET' },
    ],
    [
      'application_group: Tools, open_in_new_tab: true, slug: Other, groups: [a b]',
      { applicationGroup: 'Tools', openInNewTab: true, slug: 'Other', groups: ['a b'] },
    ],
    ['skip_path_regex: ["^/api/.*", "(?i)^/x"]', { skipPathRegex: ['^/api/.*', '(?i)^/x'] }],
  ])('%s', (text, expected) => expect(authentik(text)).toMatchObject(expected));

  test.each([
    ['level: domain', 'traefik: { hosts: [a, b] }\n'],
    ['method: oidc, redirect_uris: ["https://a/b"]', 'traefik: { hosts: [a, b] }\n'],
    ['external_url: "https://a.b"', 'traefik: { hosts: ["*.b"] }\n'],
  ])('several names are fine with %s', (text, more) => expect(authentik(text, more)).not.toBeNull());

  test('the address has a port where Traefik has an unusual one', () => {
    const odd = { ...homelab, traefik: { ...homelab.traefik!, httpsPort: 8443, httpPort: 8080 } };
    expect(authentik('', 'traefik: {}\n', odd)?.externalUrl).toBe('https://metube.example.org:8443');
    expect(authentik('', 'traefik: { tls: false }\n', odd)?.externalUrl).toBe('http://metube.example.org:8080');
  });

  test.each([
    ['traefik: {}\nauthentik: { slug: token }', 'Authentik keeps the slug token for itself'],
    [
      'traefik: {}\nauthentik: { skip_path_regex: ["^/(?!x)"] }',
      '^/(?!x) is no regular expression of Go: invalid or unsupported Perl syntax: `(?!`',
    ],
    ['traefik: {}\nauthentik: { skip_path_regex: ["(a)\\\\1"] }', '(a)\\1 is no regular expression of Go: invalid escape sequence: `\\1`'],
    ['traefik: {}\nauthentik: { skip_path_regex: ["^/(x"] }', '^/(x is no regular expression of Go: missing closing ): `^/(x`'],
    ['traefik: {}\nauthentik: { skip_path_regex: ["a\\nb"] }', 'an expression is one line'],
    ['traefik: {}\nauthentik: { skip_path_regex: [".*"] }', 'warning: .* matches every path, so nothing is protected'],
    ['traefik: {}\nauthentik: { method: oidc }', 'method oidc needs redirect_uris, or Authentik would trust the first address that asks'],
    [
      'authentik: { method: oidc, redirect_uris: [] }',
      'method oidc needs redirect_uris, or Authentik would trust the first address that asks',
    ],
    ['traefik: { scheme: tcp }\nauthentik: {}', 'a tcp route cannot ask for a sign-in'],
    ['authentik: {}', 'authentik.method forward_auth needs a route'],
    ['traefik: { subdomain: "*.a.example.org" }\nauthentik: {}', 'a sign-in page cannot be at *.a.example.org'],
  ])('%s', (sections, message) => expect(messages(`${sections}\n`)).toEqual([message]));

  test('each host of the route gets a sign-in of its own', () => {
    for (const route of ['subdomain: a, hosts: [b, c]', "rule: 'Host(`a.b`) || Host(`c.b`)'"])
      expect(messages(`traefik: { ${route} }\nauthentik: {}\n`)).toEqual([]);
  });

  test('what is to be written for OpenID Connect is told, at its place', () => {
    expect(resolve('traefik: {}\nauthentik:\n  method: oidc\n').report.diagnostics()).toEqual([
      expect.objectContaining({
        severity: 'error',
        pointer: '/authentik/method',
        column: 11,
        hint: expect.stringContaining('redirect_uris: [https://metube.example.org/…]'),
      }),
    ]);
  });

  test('of a site without Authentik it is an error: the service would be open', () => {
    expect(messages('authentik: {}\n', { ...homelab, authentik: null })).toEqual([
      'there is no Authentik in hl.yml, so the service would be open to everybody',
    ]);
    expect(resolve('authentik: { enabled: false }\n', { ...homelab, authentik: null }).authentik).toBeNull();
  });
});
