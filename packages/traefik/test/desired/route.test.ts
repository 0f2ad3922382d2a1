import type { Json, Service } from '@hl/core';
import { exampleHost, exampleService, exampleSite } from '@hl/core/testing';
import { render } from '../../src/client/render.js';
import { desiredRoute } from '../../src/desired/route.js';
import type { RouteSpec } from '../../src/desired/spec.js';
import { parse } from 'yaml';

type Over = Parameters<typeof exampleService>[0];
const none = null as never;
const site = exampleSite({ hosts: { six: exampleHost({ address: 'fd00::7' }), named: exampleHost({ address: 'nas.lan' }) } });
const desired = (service: Service, at = site) => desiredRoute(service, at, at.authentik?.outpostUrl ?? null);

const want = (over?: Over, at = site): RouteSpec => {
  const [resource] = desired(exampleService(over) as Service, at);
  return resource?.spec as RouteSpec;
};
const router = (over?: Over): unknown => want(over).http?.['routers']?.['metube'];
const balancer = (over?: Over): unknown => want(over).http?.['services']?.['metube']?.['loadBalancer'];

test('a service without traefik wants nothing here', () => {
  expect(desired(exampleService({ traefik: none }), site)).toEqual([]);
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
          priority: 1_000_000,
          entryPoints: ['websecure'],
          service: 'metube_outpost',
          tls: { certResolver: 'letsencrypt' },
        },
      },
      services: {
        metube: { loadBalancer: { servers: [{ url: 'http://192.0.2.11:8082' }] } },
        metube_outpost: { loadBalancer: { servers: [{ url: 'http://192.0.2.30:9000' }] } },
      },
      middlewares: {
        metube_sso: {
          forwardAuth: {
            address: 'http://192.0.2.30:9000/outpost.goauthentik.io/auth/traefik',
            trustForwardHeader: true,
            maxResponseBodySize: 4_194_304,
            authResponseHeaders: [
              ...['username', 'groups', 'entitlements', 'email', 'name', 'uid', 'jwt'],
              ...['meta-jwks', 'meta-outpost', 'meta-provider', 'meta-app', 'meta-version'],
            ].map((name) => `X-authentik-${name}`),
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
  [
    'domains in another script',
    { traefik: { tls: { domains: [{ main: 'büro.example.org', sans: ['*.BÜRO.example.org'] }] } } },
    { tls: { domains: [{ main: 'xn--bro-hoa.example.org', sans: ['*.xn--bro-hoa.example.org'] }] } },
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

test.each([
  [50, { priority: 50 }, 1_000_000],
  [-5, { priority: -5 }, 1_000_000],
  [0, {}, 1_000_000], // it stands for the length of the rule
  [2_000_000, { priority: 2_000_000 }, 2_000_001],
])('the outpost’s paths come before the route, also when it has a priority: %i', (given, main, priority) => {
  const { metube, metube_outpost } = want({ traefik: { priority: given } }).http?.['routers'] as { [name: string]: object };
  const { metube: as, metube_outpost: is } = want().http?.['routers'] as { [name: string]: object };
  expect([metube, metube_outpost]).toEqual([
    { ...as, ...main },
    { ...is, priority },
  ]);
});

test.each<[string, Over, string]>([
  [
    'one path',
    { traefik: { rule: 'Host(`apps.example.org`) && PathPrefix(`/pre`)', hosts: ['apps.example.org'] } },
    'Host(`apps.example.org`)',
  ],
  [
    'several hosts, each once',
    { traefik: { rule: '(Host(`A.b`) || Host(`c.d`)) && (Path(`/x`) || PathPrefix(`/y`))', hosts: ['a.b', 'c.d'] } },
    'Host(`a.b`) || Host(`c.d`)',
  ],
  ['a name with an underscore', { traefik: { rule: 'Host(`a_b.c`) && Path(`/x`)', hosts: ['a_b.c'] } }, 'Host(`a_b.c`)'],
  [
    'hosts that are listed beside it',
    { traefik: { rule: 'Host(`a.b`) && PathPrefix(`/x`)', hosts: ['c.d', 'a.b', '*.e.f'] } },
    'Host(`a.b`) || Host(`c.d`) || HostRegexp(`^[^.]+\\.e\\.f$`)',
  ],
  [
    'an expression, and what is left out',
    { traefik: { rule: 'HostRegexp(`^[a-z]+\\.b$`) && !Host(`x.b`) && !Path(`/free`)', hosts: ['a.b'] } },
    'HostRegexp(`^[a-z]+\\.b$`) || Host(`a.b`)',
  ],
  ['an expression with a backtick', { traefik: { rule: 'HostRegexp("^(a|`)b$")', hosts: ['ab'] } }, 'HostRegexp("^(a|`)b$") || Host(`ab`)'],
  ['no host in it', { traefik: { rule: 'PathPrefix(`/x`)', hosts: ['a.b'] } }, 'Host(`a.b`)'],
])('a login comes back at the host, whatever the route’s path: %s', (_, over, hosts) => {
  const { metube, metube_outpost, ...more } = want(over).http?.['routers'] as { [name: string]: { [field: string]: unknown } };
  expect(metube_outpost).toMatchObject({ rule: `(${hosts}) && PathPrefix(\`/outpost.goauthentik.io/\`)`, service: 'metube_outpost' });
  expect([metube?.['rule'], more]).toEqual([over?.traefik?.rule, {}]);
  expect(() => render('metube', want(over))).not.toThrow();
});

test('behind Authentik’s proxy only a rule of one’s own can keep the login’s page away', () => {
  const rule = 'Host(`a.b`) && PathPrefix(`/x`)';
  expect(Object.keys(want({ authentik: { method: 'proxy' } }).http?.['routers'] ?? {})).toEqual(['metube']);
  expect(want({ authentik: { method: 'proxy' }, traefik: { rule, hosts: ['a.b'] } }).http?.['routers']).toMatchObject({
    metube_outpost: { rule: '(Host(`a.b`)) && PathPrefix(`/outpost.goauthentik.io/`)', service: 'metube', priority: 1_000_000 },
  });
});

const pem = (text: string): string => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
const trust = { ca: pem('MIIB'), serverName: 'pve.lan' };

test.each<[string, Over, object | undefined, object]>([
  ['nothing said of it', { traefik: { scheme: 'https' } }, undefined, {}],
  ['nothing in it', { traefik: { scheme: 'https', trust: { ca: null, serverName: null } } }, undefined, {}],
  [
    'not looked at',
    { traefik: { scheme: 'https', insecureSkipVerify: true } },
    { insecureSkipVerify: true },
    { serversTransport: 'metube' },
  ],
  [
    'by an authority, for a name',
    { traefik: { scheme: 'https', trust } },
    { rootCAs: [trust.ca], serverName: 'pve.lan' },
    { serversTransport: 'metube' },
  ],
  ['for a name', { traefik: { scheme: 'https', trust: { ca: null, serverName: 'pve.lan' } } }, { serverName: 'pve.lan' }, {}],
  [
    'all of it',
    { traefik: { scheme: 'https', insecureSkipVerify: true, trust } },
    { insecureSkipVerify: true, rootCAs: [trust.ca], serverName: 'pve.lan' },
    {},
  ],
  [
    'several authorities, with remarks and a key beside them',
    {
      traefik: {
        scheme: 'https',
        trust: { ca: `mine\r\n${pem('MIIB')}-----BEGIN KEY-----\nx\n-----END KEY-----\n${pem('MIIC')}`, serverName: null },
      },
    },
    { rootCAs: [pem('MIIB'), pem('MIIC')] },
    {},
  ],
  ['plain HTTP has no certificate', { traefik: { insecureSkipVerify: true, trust } }, undefined, {}],
  ['it is Authentik’s proxy that speaks to it', { authentik: { method: 'proxy' }, traefik: { scheme: 'https', trust } }, undefined, {}],
])('the certificate of a backend: %s', (_, over, transport, expected) => {
  expect(want(over).http?.['serversTransports']?.['metube']).toEqual(transport);
  expect(balancer(over)).toMatchObject(expected);
  if (transport === undefined) expect(balancer(over)).not.toHaveProperty('serversTransport');
  expect(parse(render('metube', want(over)))).toEqual({ http: want(over).http });
});

test.each<[string, NonNullable<Over>['traefik'], object]>([
  [
    'an authority: Go wants a name, so the address is it',
    { trust: { ca: trust.ca, serverName: null } },
    { rootCAs: [trust.ca], serverName: '192.0.2.11' },
  ],
  ['a name', { trust: { ca: null, serverName: 'pve.lan' } }, { serverName: 'pve.lan' }],
  ['as the system does', { trust: { ca: null, serverName: null } }, { serverName: '192.0.2.11' }],
  [
    'not looked at',
    { insecureSkipVerify: true, trust: { ca: null, serverName: null } },
    { serverName: '192.0.2.11', insecureSkipVerify: true },
  ],
])('TLS to a backend of TCP: %s', (_, over, tls) => {
  const spec = want({ authentik: none, traefik: { scheme: 'tcp', ...over } });
  expect(spec.tcp).toMatchObject({
    services: { metube: { loadBalancer: { servers: [{ address: '192.0.2.11:8082', tls: true }], serversTransport: 'metube' } } },
    serversTransports: { metube: { tls } },
  });
  expect(parse(render('metube', spec))).toEqual({ tcp: spec.tcp });
});

test('TCP is plain where nothing is said of trust, UDP always', () => {
  const plain = { servers: [{ address: '192.0.2.11:8082' }] };
  const tcp = want({ authentik: none, traefik: { scheme: 'tcp', insecureSkipVerify: true } }).tcp;
  expect(tcp).toMatchObject({ services: { metube: { loadBalancer: plain } } });
  expect(tcp).not.toHaveProperty('serversTransports');
  expect(want({ authentik: none, traefik: { scheme: 'udp', trust, insecureSkipVerify: true } }).udp).not.toHaveProperty(
    'serversTransports',
  );
});

const page = { deployment: null as never, health: none, authentik: none };

test.each<[string, Over, string]>([
  [
    'a machine that hl does not deploy to',
    { ...page, host: '', address: '192.0.2.60', traefik: { scheme: 'https', port: 8006 } },
    'https://192.0.2.60:8006',
  ],
  ['by its name', { ...page, host: '', address: 'nas.lan' }, 'http://nas.lan:8082'],
  ['by IPv6', { ...page, host: '', address: 'fd00::60' }, 'http://[fd00::60]:8082'],
  ['by IPv6 in brackets', { ...page, host: '', address: '[fd00::60]' }, 'http://[fd00::60]:8082'],
  ['a container with an address of its own', { address: '192.0.2.61' }, 'http://192.0.2.61:8082'],
  ['a port of the host, without a container', page, 'http://192.0.2.11:8082'],
])('a backend elsewhere: %s', (_, over, url) => {
  expect(balancer(over)).toMatchObject({ servers: [{ url }] });
  expect(() => render('metube', want(over))).not.toThrow();
});

test('a layer 4 backend elsewhere', () => {
  const over = { ...page, host: '', address: 'fd00::60', traefik: { scheme: 'udp', port: 53 } } as const;
  expect(want(over).udp?.['services']?.['metube']).toEqual({ loadBalancer: { servers: [{ address: '[fd00::60]:53' }] } });
});

test.each<[string, Over, object]>([
  ['an IPv6 host', { host: 'six' }, { servers: [{ url: 'http://[fd00::7]:8082' }] }],
  ['a named host', { host: 'named' }, { servers: [{ url: 'http://nas.lan:8082' }] }],
  [
    'an HTTPS backend with a certificate of its own',
    { traefik: { scheme: 'https', insecureSkipVerify: true } },
    { servers: [{ url: 'https://192.0.2.11:8082' }], serversTransport: 'metube' },
  ],
  ['sticky', { traefik: { sticky: true } }, { sticky: { cookie: { name: 'hl_metube', httpOnly: true, secure: true } } }],
  [
    'a health check',
    { traefik: { healthCheck: true }, health: { endpoint: '/ping?x=1', hostHeader: 'm', expectedStatus: [401], followRedirects: false } },
    { healthCheck: { path: '/ping?x=1', interval: '30s', timeout: '10s', hostname: 'm', status: 401, followRedirects: false } },
  ],
  ['a health check without a health section', { traefik: { healthCheck: true }, health: none }, { healthCheck: { path: '/' } }],
  ['Authentik’s proxy in front', { authentik: { method: 'proxy' } }, { servers: [{ url: 'http://192.0.2.30:9000' }] }],
])('service: %s', (_, over, expected) => {
  expect(balancer(over)).toMatchObject(expected);
  expect(() => render('metube', want(over))).not.toThrow();
});

test.each<[string, { [name: string]: Json }]>([
  ['false', { frameDeny: false }],
  ['no text', { contentSecurityPolicy: '' }],
  ['nothing in a list', { allowedHosts: [] }],
  ['an empty map', { customResponseHeaders: {} }],
  ['zero', { stsSeconds: 0 }],
  ['all of these', { frameDeny: 'false', contentSecurityPolicy: '', allowedHosts: [], customResponseHeaders: {}, stsSeconds: '0' }],
])('headers without a value that has an effect make no middleware: %s', (_, headers) => {
  const plain = { authentik: none, traefik: { headers } };
  expect(want(plain)).toEqual(want({ authentik: none }));
  expect(want({ authentik: none, traefik: { headers: { ...headers, browserXssFilter: true } } }).http?.['middlewares']).toMatchObject({
    metube_headers: { headers: { browserXssFilter: true } },
  });
  expect(() => render('metube', want({ traefik: { headers: { ...headers, browserXssFilter: true } } }))).not.toThrow();
});

test('zero as a text is a value', () => {
  expect(want({ authentik: none, traefik: { headers: { custombrowserxssvalue: '0' } } }).http?.['middlewares']).toEqual({
    metube_headers: { headers: { customBrowserXSSValue: '0' } },
  });
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
        services: { metube: { loadBalancer: { servers: [{ address: '192.0.2.11:2222' }] } } },
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
  ['a host that a browser reads as an address', { traefik: { hosts: ['1.2'] } }, /not a host name/],
  ['no host at all', { traefik: { hosts: [] } }, /the rule ends where a matcher is expected/],
  ['two values in Host', { traefik: { rule: 'Host(`a`, `b`)' } }, /Host takes one name, not 2 \(Join several with \|\|/],
  ['an unknown matcher', { traefik: { rule: 'Hst(`a`)' } }, /Traefik has no matcher Hst \(Did you mean Host\?\)/],
  ['single quotes', { traefik: { rule: "Host('a')" } }, /the rule cannot be read from 'a'\) on \(Put names in backticks/],
  ['an escape that Go does not know', { traefik: { rule: 'HostRegexp("^a\\.b$")' } }, /the rule cannot be read from "\^a\\\.b\$"\) on/],
  ['look-around', { traefik: { rule: 'HostRegexp(`^(?!www)[a-z]+$`)' } }, /is no regular expression of Go: .*\(Go has no looking around/],
  [
    'a back reference',
    { traefik: { rule: 'HeaderRegexp(`X-A`, `(a)\\1`)' } },
    /\(a\)\\1 in HeaderRegexp is no regular expression of Go: .*back references/,
  ],
  [
    'a pattern that is not closed',
    { traefik: { rule: 'Host(`a`) && PathRegexp(`^/(a|b`)' } },
    /is no regular expression of Go: missing closing \)/,
  ],
  ['the pattern language of Traefik 2', { traefik: { rule: 'HostRegexp(`{name:[a-z]+}.example.org`)' } }, /is of Traefik 2/],
  [
    'names without TLS before TCP',
    { authentik: none, traefik: { scheme: 'tcp', tls: none, rule: 'HostSNI(`a.example.org`)' } },
    /names need TLS/,
  ],
  ['an open parenthesis', { traefik: { rule: '(Host(`a`)' } }, /the rule ends where \) is expected/],
  ['punycode missing in a rule', { traefik: { rule: 'Host(`büro`)' } }, /büro is not a host name \(Write it in ASCII \(punycode\)/],
  ['an unknown header field', { traefik: { headers: { frameDenny: true } } }, /unknown field frameDenny/],
  ['a line end of Unicode', { traefik: { headers: { customResponseHeaders: { 'X-A': 'a\u2028b' } } } }, /control character/],
  ['no name of a header', { traefik: { headers: { customResponseHeaders: { 'X A': 'a' } } } }, /"X A" is not the name of a header/],
  ['no range of addresses', { traefik: { rule: 'Host(`a`) && ClientIP(`10.0.0.0/33`)' } }, /10\.0\.0\.0\/33 is not an address/],
  ['a template in a header’s name', { traefik: { headers: { customRequestHeaders: { '{{X}}': 'a' } } } }, /template/],
  ['a header of the wrong type', { traefik: { headers: { stsSeconds: 'year' } } }, /stsSeconds: "year" is not a whole number/],
  [
    'a pattern of origins that Go does not take',
    { traefik: { headers: { accessControlAllowOriginListRegex: ['^https://', '(a'] } } },
    /accessControlAllowOriginListRegex: \(a is no pattern: missing closing \)/,
  ],
  [
    'an authority without a certificate',
    { traefik: { scheme: 'https', trust: { ca: '/etc/ca.pem', serverName: null } } },
    /http\.serversTransports\.metube: the text of its authority holds no certificate/,
  ],
  [
    'the same for TCP',
    { authentik: none, traefik: { scheme: 'tcp', trust: { ca: 'x', serverName: null } } },
    /tcp\.serversTransports\.metube: the text of its authority holds no certificate/,
  ],
  ['SSO before TCP', { traefik: { scheme: 'tcp' } }, /cannot be put behind Authentik/],
])('refused, as an error of the author: %s', (_, over, message) => {
  expect(() => want(over)).toThrow(expect.objectContaining({ kind: 'input', message: expect.stringMatching(message) as string }));
});

test.each([
  'HostRegexp(`(?i)^(?P<name>[a-z]+)\\.example\\.org$`)',
  'PathRegexp("^/v[0-9]{1,2}\\\\.[0-9]+\\x41$") && !Host(`a.b`)',
  'ClientIP(`10.0.0.0/8`) || ClientIP(`fd00::/8`) || ClientIP(`::1`)',
  'QueryRegexp(`x`) || QueryRegexp(`x`, `^(?:a|b)$`)',
])('a rule that is right is taken: %s', (rule) => {
  expect(router({ traefik: { rule } })).toMatchObject({ rule });
});

test('a host that hl.yml does not know (any more) can be planned away, never written', () => {
  expect(() => render('metube', want({ host: 'gone' }))).toThrow('host gone is not in hl.yml');
  expect(() => render('metube', want({ host: '' }))).toThrow('nothing says where it answers');
  expect(() => render('metube', want({}, exampleSite({ authentik: none })))).toThrow('the URL of the Authentik outpost is not known');
});

test.each(['123', '1e3', '0b11', '0o17', '2026-08-15', 'on', 'null'])(
  'a service may be called %s: names are text to every reader',
  (name) => {
    const text = render(name, want({ name }));
    expect(text).toContain(`\n    "${name}":\n`);
    expect(text).toContain(`\n    ${/^\d/.test(name) ? `"${name}_sso"` : `${name}_sso`}:\n`);
  },
);

test('the file: our header, and strings that Go reads as they are', () => {
  const text = render('metube', want({ traefik: { headers: { customResponseHeaders: { 'X-Mode': '0o17', 'X-On': 'yes' } } } }));
  expect(text).toMatch(/^# Managed by hl \(service: metube\)/);
  expect(text).toContain('X-Mode: "0o17"');
  expect(text).not.toContain('{{');
  const { live: _, ...sections } = want({ traefik: { headers: { customResponseHeaders: { 'X-Mode': '0o17', 'X-On': 'yes' } } } });
  expect(parse(text)).toEqual({ http: sections.http });
});
