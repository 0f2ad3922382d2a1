import { good, load, minimal, shown, site } from './read.js';

const service = (sections: string, at = site(), deployment = '') => good(minimal(deployment, sections), undefined, at);
const messages = (sections: string, at = site()) =>
  load(minimal('', sections), undefined, at).diagnostics.map(({ message, severity }) =>
    severity === 'error' ? message : `warning: ${message}`,
  );

describe('host names', () => {
  test.each([
    ['traefik: {}', ['metube.example.org'], null],
    ['traefik: { subdomain: Video }', ['video.example.org'], null],
    ['traefik: { subdomain: video.example.org. }', ['video.example.org'], null],
    ['traefik: { hosts: [video.example.net] }', ['video.example.net'], null],
    ['traefik: { subdomain: example.org }', ['example.org'], null],
    ['traefik: { subdomain: "2048" }', ['2048.example.org'], null],
    ['traefik: { subdomain: bücher }', ['xn--bcher-kva.example.org'], null],
    ['traefik: { hosts: [a, b.example.net] }', ['a.example.org', 'b.example.net'], null],
    ['traefik: { subdomain: a, hosts: [b, a] }', ['a.example.org', 'b.example.org'], null],
    ['traefik: { subdomain: "*.apps.example.org" }', ['*.apps.example.org'], null],
    ['traefik: {}\ndns: { hostname: video }', ['video.example.org'], 'video.example.org'],
    ['traefik: { subdomain: video }\ndns: {}', ['video.example.org'], 'video.example.org'],
    ['traefik: { subdomain: video }\ndns: { hostname: films }', ['video.example.org'], 'films.example.org'],
    ['traefik: { enabled: false, subdomain: video }\ndns: {}', undefined, 'video.example.org'],
    ['dns: { hostname: metube.lan }', undefined, 'metube.lan'],
    ['traefik: { rule: "Host(`A.example.org`) && PathPrefix(`/x`)" }\ndns: {}', ['a.example.org'], 'a.example.org'],
    ['traefik: { rule: "PathPrefix(`/x`)" }', ['metube.example.org'], null],
  ])('%s', (sections, hosts, hostname) => {
    const { traefik, dns } = service(`${sections}\n`);
    expect(traefik?.hosts).toEqual(hosts);
    expect(dns?.hostname ?? null).toBe(hostname);
  });

  test.each([
    ['traefik: { subdomain: "https://metube" }', 'https://metube is not a host name'],
    ['traefik: { subdomain: "metube:8082" }', 'metube:8082 is not a host name'],
    ['traefik: { subdomain: "a b" }', 'a b is not a host name'],
    ['traefik: { subdomain: "a`) || Host(`b" }', 'a`) || Host(`b is not a host name'],
    ['traefik: { subdomain: "{{ env }}" }', '{{ env }} is not a host name'],
    ['traefik: { subdomain: my_app }', 'my_app is not a host name'],
    ['traefik: { subdomain: 192.0.2.1 }', '192.0.2.1 is not a host name'],
    ['traefik: { subdomain: a..b }', 'a..b is not a host name'],
    ['traefik: { subdomain: x.127.0.0.1 }', 'x.127.0.0.1 is not a host name'],
    ['traefik: { hosts: [a.0x7f] }', 'a.0x7f is not a host name'],
    ['traefik: { subdomain: xn--a }', 'xn--a is not a host name'],
    ['traefik: { tls: { domains: [{ main: "1.2" }] } }', '1.2 is not a host name'],
    ['traefik: { tls: { domains: [{ main: example.org, sans: ["*.x", y.0x1] }] } }', 'y.0x1 is not a host name'],
    ['traefik: { subdomain: video.example.net }', 'warning: video.example.net is outside of example.org'],
    ['dns: { hostname: "*.x" }', '*.x is not a host name'],
    ['dns: { aliases: [ok, -x] }', '-x is not a host name'],
    [`dns: { hostname: ${'a'.repeat(64)} }`, `${'a'.repeat(64)} is not a host name`],
  ])('%s', (sections, message) => expect(messages(`${sections}\n`)).toEqual([message]));
});

test('a service name that is no host name needs one', () => {
  const text = (sections: string) => minimal('', sections).replace('name: metube', 'name: metube-');
  expect(load(text('traefik: {}\n')).diagnostics).toEqual([
    expect.objectContaining({ pointer: '/service/name', message: 'metube- is not a host name' }),
  ]);
  expect(load(text('traefik: { subdomain: metube }\n')).diagnostics).toEqual([]);
});

describe('DNS', () => {
  test('points to Traefik; without a route to the host, when that has an address', () => {
    const apps = minimal('', 'dns: {}\n').replace('docker-media', 'docker-apps');
    expect(service('traefik: {}\ndns: {}\n').dns?.addresses).toEqual(['192.0.2.20']);
    expect(service('dns: {}\n').dns?.addresses).toEqual(['192.0.2.11']);
    expect(good(apps).dns?.addresses).toEqual(['192.0.2.20']);
    expect(service('dns: { ip: [10.0.0.1, "fd00::1"], mode: cname, aliases: [a, a, metube] }\n').dns).toEqual({
      hostname: 'metube.example.org',
      aliases: ['a.example.org'],
      addresses: ['10.0.0.1', 'fd00::1'],
      mode: 'cname',
    });
  });

  test('needs an address from somewhere', () => {
    const at = { ...site(), traefik: null };
    const { diagnostics } = load(minimal('', 'dns: {}\n').replace('docker-media', 'docker-apps'), undefined, at);
    expect(shown(diagnostics)).toEqual(['6:1 /dns/ip ip is required']);
  });

  test.each([
    ['dns: { ip: 10.0.0 }', '10.0.0 is not an IPv4 or IPv6 address'],
    ['dns: { ip: [10.0.0.1, proxy] }', 'proxy is not an IPv4 or IPv6 address'],
  ])('%s', (sections, message) => expect(messages(`${sections}\n`)).toEqual([message]));
});

describe('Traefik', () => {
  const tls = (text: string) => service(`traefik: { ${text} }\n`).traefik?.tls;

  test.each([
    ['', { certResolver: 'letsencrypt', domains: [] }],
    ['tls: true', { certResolver: 'letsencrypt', domains: [] }],
    ['tls: false', null],
    ['tls: { enabled: false }', null],
    ['tls: { cert_resolver: "" }', { certResolver: null, domains: [] }],
    ['entrypoints: [web]', null],
    ['entrypoints: [web], tls: true', { certResolver: 'letsencrypt', domains: [] }],
    [
      'tls: { domains: [{ main: Example.org, sans: ["*.example.org"] }] }',
      { certResolver: 'letsencrypt', domains: [{ main: 'example.org', sans: ['*.example.org'] }] },
    ],
  ])('TLS: %s', (text, expected) => expect(tls(text)).toEqual(expected));

  test('everything that can be said', () => {
    const text = `traefik:
  entrypoints: [a, b]
  middlewares: [compress@file]
  priority: 5
  scheme: https
  port: 9443
  insecure_skip_verify: true
  sticky: true
  health_check: true
  redirect_http: true
  headers: { sts_seconds: 1, force_sts_header: true, custom_browser_xss_value: x, custom_request_headers: { X-A: 1 }, allowed_hosts: [a] }
`;
    expect(service(text).traefik).toMatchObject({
      entrypoints: ['a', 'b'],
      middlewares: ['compress@file'],
      priority: 5,
      scheme: 'https',
      port: 9443,
      insecureSkipVerify: true,
      sticky: true,
      healthCheck: true,
      redirectHttp: true,
      headers: {
        stsSeconds: 1,
        forceSTSHeader: true,
        customBrowserXSSValue: 'x',
        customRequestHeaders: { 'X-A': '1' },
        allowedHosts: ['a'],
      },
    });
  });

  test.each([
    ['headers: { frameDeny: true }', 'unknown key frameDeny in traefik.headers'],
    ['headers: { referrer_policy: "{{ x }}" }', 'a header cannot hold {{'],
    ['middlewares: ["a b"]', 'a b does not match pattern ^[A-Za-z0-9_.-]+(@[a-z]+)?$'],
    ['tls: false, redirect_http: true', 'redirect_http needs TLS'],
  ])('%s', (text, message) => expect(messages(`traefik: { ${text} }\n`)).toEqual([message]));
});

describe('rules', () => {
  test.each([
    'Host(`a.example.org`)',
    'Host(`a.b`) || Host("c.d")',
    '!PathPrefix(`/admin`) && (Host(`a`) || HostRegexp(`^.+\\.x$`))',
    'Header(`X`, `y`) && Query(`a`) && ClientIP(`10.0.0.0/8`)',
    'host(`a.b`) && PATHPREFIX(`/x`)',
    'Host(`192.0.2.1`) || Host(`*`) || Host(`*.example.org`) || Host(`a_b.example.org`)',
    'PathRegexp("^/v[0-9]{1,2}\\\\.x$") && QueryRegexp(`a`, `(?i)^(?P<x>[a-z]+)$`)',
  ])('%s', (rule) => expect(service(`traefik: { rule: ${JSON.stringify(rule)} }\n`).traefik?.rule).toBe(rule));

  test('of TCP have matchers of their own', () => {
    const tcp = service('traefik: { rule: "HostSNI(`db.example.org`)", scheme: tcp }\n').traefik;
    expect(tcp).toMatchObject({ rule: 'HostSNI(`db.example.org`)', hosts: ['db.example.org'] });
    expect(service('traefik: { rule: "HostSNI(`*`)", scheme: tcp }\n').traefik?.hosts).toEqual(['metube.example.org']);
    expect(messages('traefik: { rule: "Host(`a`)", scheme: tcp }\n')).toEqual(['Traefik has no matcher Host for TCP']);
  });

  test('over several lines', () => {
    expect(service('traefik:\n  rule: |\n    Host(`a.b`) &&\n      PathPrefix(`/x`)\n').traefik?.rule).toBe(
      'Host(`a.b`) && PathPrefix(`/x`)',
    );
  });

  test.each([
    ['Hst(`a`)', 'Traefik has no matcher Hst', 'Did you mean Host?'],
    ['HostSNI(`a`)', 'Traefik has no matcher HostSNI', expect.anything()],
    ['constructor(`a`)', 'Traefik has no matcher constructor', expect.anything()],
    ['!valueOf(`a`, `b`)', 'Traefik has no matcher valueOf', expect.anything()],
    ['Host(`x.127.0.0.1`)', 'x.127.0.0.1 is not a host name', expect.anything()],
    ['Host(`xn--a.example.org`)', 'xn--a.example.org is not a host name', expect.anything()],
    ['Path(`x`)', 'Path takes a path, not x', 'A path begins with /.'],
    ['ClientIP(`10.0.0.0/33`)', '10.0.0.0/33 is not an address or a range of addresses', expect.anything()],
    ['HostRegexp(`{name:[a-z]+}.x`)', '{name:…} in HostRegexp is of Traefik 2', expect.anything()],
    ['PathRegexp(`^/(a|b`)', '^/(a|b in PathRegexp is no regular expression of Go: missing closing ): `^/(a|b`', expect.anything()],
    [
      'HeaderRegexp(`X`, `^(?!a)`)',
      '^(?!a) in HeaderRegexp is no regular expression of Go: invalid or unsupported Perl syntax: `(?!`',
      expect.anything(),
    ],
    ['Host(`a`, `b`)', 'Host takes one name, not 2', 'Join several with ||: Host(`a`) || Host(`b`).'],
    ['Host()', 'Host takes one name, not 0', expect.anything()],
    ['Host(``)', 'Host has an empty name', expect.anything()],
    ["Host('a')", "the rule cannot be read from 'a') on", 'Put names in backticks: Host(`a.example.org`).'],
    ['Host(`a`', 'the rule ends where , is expected', expect.anything()],
    ['Host(`a`) &&', 'the rule ends where a matcher is expected', expect.anything()],
    ['Host(`a`) Path(`b`)', '&& or || is expected before Path', expect.anything()],
    ['a.example.org', 'the rule cannot be read from .example.org on', expect.anything()],
    ['Host(`a`) && {{ env }}', 'a rule cannot hold {{', expect.anything()],
    ['Host(`https://a`)', 'https://a is not a host name', expect.anything()],
    ['('.repeat(3000), 'the rule ends where a matcher is expected', expect.anything()],
  ])('%s', (rule, message, hint) => {
    const { service: broken, diagnostics } = load(minimal('', `traefik: { rule: ${JSON.stringify(rule)} }\n`));
    expect(broken).toBeNull();
    expect(diagnostics).toEqual([expect.objectContaining({ rule: 'rule', pointer: '/traefik/rule', message, hint })]);
  });
});

describe('Authentik', () => {
  const authentik = (text: string, more = 'traefik: {}\n', at = site()) => service(`${more}authentik: { ${text} }\n`, at).authentik;

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
    const at = site();
    const odd = { ...at, traefik: { ...at.traefik!, httpsPort: 8443, httpPort: 8080 } };
    expect(authentik('', 'traefik: {}\n', odd)?.externalUrl).toBe('https://metube.example.org:8443');
    expect(authentik('', 'traefik: { tls: false }\n', odd)?.externalUrl).toBe('http://metube.example.org:8080');
  });

  test.each([
    ['traefik: {}\nauthentik: { slug: token }', 'Authentik keeps the slug token for itself'],
    ['traefik: {}\nauthentik: { slug: a.b }', 'a.b does not match pattern ^[A-Za-z0-9_-]+$'],
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
    ["traefik: { rule: 'Host(`a.b`) || Host(`c.b`)' }\nauthentik: {}", 'warning: sign-in works at one name only, not at c.b'],
    ['traefik: { subdomain: "*.a.example.org" }\nauthentik: {}', 'a sign-in page cannot be at *.a.example.org'],
  ])('%s', (sections, message) => expect(messages(`${sections}\n`)).toEqual([message]));

  test('each listed host gets a sign-in of its own', () =>
    expect(messages('traefik: { subdomain: a, hosts: [b, c] }\nauthentik: {}\n')).toEqual([]));

  test('what is to be written for OpenID Connect is told, at its place', () => {
    const { service: broken, diagnostics } = load(minimal('', 'traefik: {}\nauthentik:\n  method: oidc\n'));
    expect(broken).toBeNull();
    expect(diagnostics).toEqual([
      expect.objectContaining({
        severity: 'error',
        pointer: '/authentik/method',
        column: 11,
        hint: expect.stringContaining('redirect_uris: [https://metube.example.org/…]'),
      }),
    ]);
  });
});

describe('Glance', () => {
  const glance = (text: string, more = 'traefik: {}\n', deployment = '') =>
    service(`${more}glance: { ${text} }\n`, site(), deployment).glance;

  test.each([
    ['', '', 'http://192.0.2.11:8082'],
    ['', 'traefik: {}\n', 'https://metube.example.org'],
    ['', 'traefik: { tls: false }\n', 'http://metube.example.org'],
    ['', 'traefik: { scheme: tcp }\n', 'http://192.0.2.11:8082'],
    ['', 'traefik: { hosts: ["*.a.example.org"] }\n', 'http://192.0.2.11:8082'],
    ['', 'traefik: { hosts: ["*.a.example.org", b] }\n', 'https://b.example.org'],
    ['url: "https://x.example.org/start"', 'traefik: {}\n', 'https://x.example.org/start'],
  ])('url: %j %j', (text, more, expected) => expect(glance(text, more)?.url).toBe(expected));

  test.each([
    ['', null],
    ['authentik: {}\n', 'http://192.0.2.11:8082/health?x=1'],
    ['authentik: { enabled: false }\n', null],
  ])('the monitor asks past the sign-in page: %j', (authentik, expected) => {
    expect(glance('monitor: {}', `traefik: {}\n${authentik}`, 'healthcheck: { endpoint: "/health?x=1" }')?.monitor?.checkUrl).toBe(
      expected,
    );
  });

  test.each([
    ['monitor: { health_endpoint: /up }', '', 'https://metube.example.org/up'],
    ['monitor: { health_endpoint: / }', '', null],
    ['monitor: { check_url: "http://x/y", health_endpoint: /up }', 'authentik: {}\n', 'http://x/y'],
    ['monitor: {}', 'authentik: {}\n', 'http://192.0.2.11:8082/'],
  ])('%s %j', (text, authentik, expected) => expect(glance(text, `traefik: {}\n${authentik}`)?.monitor?.checkUrl).toBe(expected));

  test('status codes come from the health check; redirects are followed anyway', () => {
    expect(glance('monitor: {}', '', 'healthcheck: { expected_status: [200, 302, 401] }')?.monitor?.altStatusCodes).toEqual([401]);
    expect(glance('monitor: { alt_status_codes: [403] }')?.monitor?.altStatusCodes).toEqual([403]);
  });

  test('title, icon, group, page and widget', () => {
    expect(glance('page: media, title: T, bookmark: { icon: di:x, group: G, description: D }, monitor: { enabled: false }')).toEqual({
      page: 'media',
      url: 'https://metube.example.org',
      title: 'T',
      icon: 'di:x',
      bookmark: { group: 'G', description: 'D' },
      monitor: null,
    });
    expect(glance('monitor: { allow_insecure: true, timeout: 5s }')).toMatchObject({
      page: 'home',
      title: 'MeTube',
      icon: null,
      bookmark: null,
      monitor: { widget: 'Services', allowInsecure: true, timeout: '5s' },
    });
  });
});

describe('a system that the site does not have', () => {
  const bare = { ...site(), traefik: null, dns: {}, authentik: null, glance: null };

  test('is left out with a warning, but single sign-on is an error: the service would be open', () => {
    const { service: left, diagnostics } = load(minimal('', 'traefik: {}\ndns: {}\nglance: {}\n'), undefined, bare);
    expect(left).toMatchObject({ traefik: null, dns: null, glance: null });
    expect(shown(diagnostics)).toEqual([
      'warning 6:10 /traefik there is no Traefik in hl.yml, so there is no route',
      'warning 7:6 /dns there is no DNS server in hl.yml, so there is no record',
      'warning 8:9 /glance there is no Glance in hl.yml, so there is no tile',
    ]);
    expect(messages('authentik: {}\n', bare)).toEqual(['there is no Authentik in hl.yml, so the service would be open to everybody']);
  });
});

test('a regular expression in headers that Go does not take is told where it stands', () => {
  const text = minimal('', 'traefik:\n  headers:\n    access_control_allow_origin_list_regex:\n      - ^https://a$\n      - (a\n');
  expect(shown(load(text).diagnostics)).toEqual([
    '10:9 /traefik/headers/access_control_allow_origin_list_regex/1 (a is no regular expression of Go: missing closing ): `(a`',
  ]);
});

test('whatever stands in a rule or a host name, nothing is thrown, and what is taken can be asked by URL', () => {
  let state = 11;
  const pick = <T>(list: readonly T[]): T => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return list[Math.floor((state / 2147483648) * list.length)] as T;
  };
  const matchers = [
    'Host',
    'HostRegexp',
    'Path',
    'ClientIP',
    'HostSNI',
    'constructor',
    'toString',
    '__proto__',
    'valueOf',
    'hasOwnProperty',
  ];
  const hosts = ['127.0.0.1', 'x.127.0.0.1', 'a.1', '1', '0x1', '*.1', '*.*', '..', 'xn--', 'xn--a', '::1', 'a:80', 'bücher', '٣', 'x.1e3'];
  const values = [...hosts.map((host) => `\`${host}\``), '""', '1', '', '"a\\"b"', '"\\x41"', '`(`', '`/x`', '`a.example.org`'];
  const at = site();
  const call = (): string =>
    `${pick(['', '!', '('])}${pick(matchers)}(${pick(values)}${pick(['', '', `, ${pick(values)}`])}${pick([')', ')', ''])}`;
  let taken = 0;
  for (let round = 0; round < 600; round++) {
    const rule = JSON.stringify(Array.from({ length: pick([1, 2, 3]) }, call).join(pick([' && ', ' || ', ' '])));
    const [one, other] = [JSON.stringify(pick(hosts)), JSON.stringify(pick(hosts))];
    const section = pick([
      `rule: ${rule}`,
      `rule: ${rule}, hosts: [${one}]`,
      `rule: ${rule}, scheme: tcp`,
      `hosts: [${one}, ${other}]`,
      `tls: { domains: [{ main: ${one}, sans: [${other}] }] }`,
    ]);
    const { service: loaded } = load(minimal('', `traefik: { ${section} }\nauthentik: {}\ndns: { aliases: [${other}] }\n`), undefined, at);
    if (!loaded?.traefik) continue;
    taken += 1;
    const { domains = [] } = loaded.traefik.tls ?? {};
    for (const host of [...loaded.traefik.hosts, ...domains.flatMap(({ main, sans }) => [main, ...sans])])
      expect({ section, whole: URL.canParse(`https://${host.replace(/^\*\./, '')}`) }).toEqual({ section, whole: true });
  }
  expect(taken).toBeGreaterThan(10);
});
