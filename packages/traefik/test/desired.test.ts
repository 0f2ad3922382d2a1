import type { Service, TraefikSite } from '@hl/core';
import { localRemote } from '@hl/core/local';
import { exampleHost, exampleService, exampleSite } from '@hl/core/testing';
import { render, traefik } from '@hl/traefik';
import type { RouteSpec } from '@hl/traefik';
import { parse } from 'yaml';

type Over = Parameters<typeof exampleService>[0];
const none = null as never;
const site = exampleSite({ hosts: { six: exampleHost({ address: 'fd00::7' }), named: exampleHost({ address: 'nas.lan' }) } });
const integration = traefik({ remote: localRemote(), site: site.traefik as TraefikSite });

const want = (over?: Over, at = site): RouteSpec => {
  const [resource] = integration.desired(exampleService(over) as Service, at);
  return resource?.spec as RouteSpec;
};
const router = (over?: Over): unknown => want(over).http?.['routers']?.['metube'];
const balancer = (over?: Over): unknown => want(over).http?.['services']?.['metube']?.['loadBalancer'];

test('a service without traefik wants nothing here', () => {
  expect(integration.desired(exampleService({ traefik: none }), site)).toEqual([]);
});

test('a protected service: route, outpost path and middleware in one', () => {
  expect(want()).toEqual({
    http: {
      routers: {
        metube: {
          rule: 'Host(`metube.example.org`)',
          entryPoints: ['websecure'],
          service: 'metube',
          middlewares: ['metube_sso'],
          tls: { certResolver: 'letsencrypt' },
        },
        metube_outpost: {
          rule: '(Host(`metube.example.org`)) && PathPrefix(`/outpost.goauthentik.io/`)',
          entryPoints: ['websecure'],
          service: 'metube_outpost',
          tls: { certResolver: 'letsencrypt' },
        },
      },
      services: {
        metube: { loadBalancer: { servers: [{ url: 'http://192.168.40.11:8082' }] } },
        metube_outpost: { loadBalancer: { servers: [{ url: 'http://192.168.40.30:9000' }] } },
      },
      middlewares: {
        metube_sso: {
          forwardAuth: {
            address: 'http://192.168.40.30:9000/outpost.goauthentik.io/auth/traefik',
            trustForwardHeader: true,
            authResponseHeaders: expect.arrayContaining([
              'X-authentik-username',
              'X-authentik-groups',
              'X-authentik-jwt',
              'X-authentik-meta-version',
            ]) as string[],
          },
        },
      },
    },
    tcp: null,
    udp: null,
    tls: null,
    live: true,
  });
});

test.each<[string, Over, object]>([
  ['several hosts', { traefik: { hosts: ['a.example.org', 'B.example.org'] } }, { rule: 'Host(`a.example.org`) || Host(`b.example.org`)' }],
  ['a host in another script', { traefik: { hosts: ['büro.example.org'] } }, { rule: 'Host(`xn--bro-hoa.example.org`)' }],
  [
    'a wildcard, with its certificate asked for by name',
    { traefik: { hosts: ['*.example.org'] } },
    { rule: 'HostRegexp(`^[^.]+\\.example\\.org$`)', tls: { certResolver: 'letsencrypt', domains: [{ main: '*.example.org' }] } },
  ],
  ['a rule of the user', { traefik: { rule: 'Host(`a.b`) && PathPrefix(`/x`)' } }, { rule: 'Host(`a.b`) && PathPrefix(`/x`)' }],
  ['entryPoints and priority', { traefik: { entrypoints: ['web', 'lan'], priority: 7 } }, { entryPoints: ['web', 'lan'], priority: 7 }],
  [
    'middlewares after SSO and headers',
    { traefik: { middlewares: ['limit@file'], headers: { framedeny: true } } },
    { middlewares: ['metube_sso', 'metube_headers', 'limit@file'] },
  ],
  ['TLS without a resolver', { traefik: { tls: { certResolver: none, domains: [] } } }, { tls: {} }],
  [
    'domains',
    { traefik: { tls: { domains: [{ main: 'example.org', sans: ['*.example.org'] }] } } },
    { tls: { certResolver: 'letsencrypt', domains: [{ main: 'example.org', sans: ['*.example.org'] }] } },
  ],
])('router: %s', (_, over, expected) => {
  expect(router(over)).toMatchObject(expected);
  expect(() => render('metube', want(over))).not.toThrow();
});

test('plain HTTP has no TLS, no entryPoints means Traefik’s own', () => {
  expect(router({ traefik: { tls: none, entrypoints: [] } })).toEqual({
    rule: 'Host(`metube.example.org`)',
    service: 'metube',
    middlewares: ['metube_sso'],
  });
});

test('the outpost’s paths come before the route, also when it has a priority', () => {
  expect(want({ traefik: { priority: 50 } }).http?.['routers']).toMatchObject({
    metube: { priority: 50 },
    metube_outpost: { priority: 51 },
  });
});

test.each<[string, Over, object]>([
  ['an IPv6 host', { host: 'six' }, { servers: [{ url: 'http://[fd00::7]:8082' }] }],
  ['a named host', { host: 'named' }, { servers: [{ url: 'http://nas.lan:8082' }] }],
  [
    'an HTTPS backend with a certificate of its own',
    { traefik: { scheme: 'https', insecureSkipVerify: true } },
    { servers: [{ url: 'https://192.168.40.11:8082' }], serversTransport: 'metube' },
  ],
  ['sticky', { traefik: { sticky: true } }, { sticky: { cookie: { name: 'hl_metube', httpOnly: true, secure: true } } }],
  [
    'a health check',
    { traefik: { healthCheck: true }, health: { endpoint: '/ping?x=1', hostHeader: 'm', expectedStatus: [401], followRedirects: false } },
    { healthCheck: { path: '/ping?x=1', interval: '30s', timeout: '10s', hostname: 'm', status: 401, followRedirects: false } },
  ],
  ['a health check without a health section', { traefik: { healthCheck: true }, health: none }, { healthCheck: { path: '/' } }],
  ['Authentik’s proxy in front', { authentik: { method: 'proxy' } }, { servers: [{ url: 'http://192.168.40.30:9000' }] }],
])('service: %s', (_, over, expected) => {
  expect(balancer(over)).toMatchObject(expected);
  expect(() => render('metube', want(over))).not.toThrow();
});

test('proxy and oidc need no middleware', () => {
  for (const method of ['proxy', 'oidc'] as const) expect(want({ authentik: { method } }).http).not.toHaveProperty('middlewares');
});

test('a redirect from plain HTTP shows nothing of the service', () => {
  const spec = want({ traefik: { redirectHttp: true } });
  expect(spec.http?.['routers']?.['metube_http']).toEqual({
    rule: 'Host(`metube.example.org`)',
    entryPoints: ['web'],
    service: 'metube',
    middlewares: ['metube_https'],
  });
  expect(spec.http?.['middlewares']?.['metube_https']).toEqual({ redirectScheme: { scheme: 'https', permanent: true } });
  expect(
    want({ traefik: { redirectHttp: true } }, exampleSite({ traefik: { httpsPort: 8443 } })).http?.['middlewares']?.['metube_https'],
  ).toEqual({ redirectScheme: { scheme: 'https', permanent: true, port: '8443' } });
});

test.each<[string, Over, object]>([
  [
    'tcp',
    { authentik: none, traefik: { scheme: 'tcp', tls: none, entrypoints: ['ssh'], port: 2222 } },
    {
      tcp: {
        routers: { metube: { entryPoints: ['ssh'], rule: 'HostSNI(`*`)', service: 'metube' } },
        services: { metube: { loadBalancer: { servers: [{ address: '192.168.40.11:2222' }] } } },
      },
      http: null,
    },
  ],
  [
    'tcp with TLS',
    { authentik: none, traefik: { scheme: 'tcp' } },
    { tcp: { routers: { metube: { rule: 'HostSNI(`metube.example.org`)', tls: { certResolver: 'letsencrypt' } } } } },
  ],
  [
    'udp',
    { authentik: none, traefik: { scheme: 'udp', entrypoints: ['dns'] } },
    { udp: { routers: { metube: { entryPoints: ['dns'], service: 'metube' } } } },
  ],
])('%s', (_, over, expected) => {
  expect(want(over)).toMatchObject(expected);
  expect(() => render('metube', want(over))).not.toThrow();
});

test.each<[string, Over, RegExp]>([
  ['a backtick in a host', { traefik: { hosts: ['a`) || Host(`b'] } }, /not a host name/],
  ['a template in a host', { traefik: { hosts: ['{{ env "X" }}'] } }, /not a host name/],
  ['a template in a rule', { traefik: { rule: 'Host(`a`) && Path(`/{{ nope }}`)' } }, /template/],
  ['a host with a port', { traefik: { hosts: ['a.example.org:8443'] } }, /not a host name/],
  ['an underscore in a host', { traefik: { hosts: ['a_b.example.org'] } }, /not a host name/],
  ['a star within a host', { traefik: { hosts: ['a.*.org'] } }, /not a host name/],
  ['no host at all', { traefik: { hosts: [] } }, /it is empty/],
  ['two values in Host', { traefik: { rule: 'Host(`a`, `b`)' } }, /Host takes 1 value/],
  ['an unknown matcher', { traefik: { rule: 'Hst(`a`)' } }, /there is no matcher Hst/],
  ['single quotes', { traefik: { rule: "Host('a')" } }, /backticks or double quotes/],
  ['an open parenthesis', { traefik: { rule: '(Host(`a`)' } }, /parenthesis is not closed/],
  ['punycode missing in a rule', { traefik: { rule: 'Host(`büro`)' } }, /punycode/],
  ['an unknown header field', { traefik: { headers: { frameDenny: true } } }, /unknown field frameDenny/],
  ['a header of the wrong type', { traefik: { headers: { stsSeconds: 'year' } } }, /stsSeconds: "year" is not a whole number/],
  ['an empty map in headers', { traefik: { headers: { customResponseHeaders: {} } } }, /an empty map/],
  ['SSO before TCP', { traefik: { scheme: 'tcp' } }, /cannot be put behind Authentik/],
])('refused, as an error of the author: %s', (_, over, message) => {
  expect(() => want(over)).toThrow(expect.objectContaining({ kind: 'input', message: expect.stringMatching(message) as string }));
});

test('a host that hl.yml does not know (any more) can be planned away, never written', () => {
  expect(() => render('metube', want({ host: 'gone' }))).toThrow('host gone is not in hl.yml');
  expect(() => render('metube', want({}, exampleSite({ authentik: none })))).toThrow('the URL of the Authentik outpost is not known');
});

test('the file: our header, and strings that Go reads as they are', () => {
  const text = render('metube', want({ traefik: { headers: { customResponseHeaders: { 'X-Mode': '0o17', 'X-On': 'yes' } } } }));
  expect(text).toMatch(/^# Managed by hl \(service: metube\)/);
  expect(text).toContain('X-Mode: "0o17"');
  expect(text).not.toContain('{{');
  const { live: _, ...sections } = want({ traefik: { headers: { customResponseHeaders: { 'X-Mode': '0o17', 'X-On': 'yes' } } } });
  expect(parse(text)).toEqual({ http: sections.http });
});
