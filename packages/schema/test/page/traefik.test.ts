import type { Site } from '@hl/core';
import { dnsSection } from '../../src/page/dns.js';
import { traefikSection } from '../../src/page/traefik.js';
import { contextOf, homelab, minimal, placed, told } from '../context.js';

/** Both sections, and what was told about them. */
function resolve(sections: string, site: Site = homelab, text = minimal('', sections)) {
  const context = contextOf(text, { site });
  const traefik = traefikSection(context);
  return { traefik, dns: dnsSection(context, traefik), report: context.report };
}

const service = (sections: string) => {
  const { report, ...resolved } = resolve(sections);
  expect(told(report)).toEqual([]);
  return resolved;
};
const messages = (sections: string) => told(resolve(sections).report);

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
  const told = (sections: string) => placed(resolve(sections, homelab, text(sections)).report);
  expect(told('traefik: {}\n')).toEqual(['1:18 /service/name metube- is not a host name']);
  expect(told('traefik: { subdomain: metube }\n')).toEqual([]);
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
    ['headers: { referrer_policy: "{{ x }}" }', 'a header cannot hold {{'],
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
    const { report } = resolve(`traefik: { rule: ${JSON.stringify(rule)} }\n`);
    expect(report.diagnostics()).toEqual([
      expect.objectContaining({ severity: 'error', rule: 'rule', pointer: '/traefik/rule', message, hint }),
    ]);
  });
});

test('a regular expression in headers that Go does not take is told where it stands', () => {
  const sections = 'traefik:\n  headers:\n    access_control_allow_origin_list_regex:\n      - ^https://a$\n      - (a\n';
  expect(placed(resolve(sections).report)).toEqual([
    '10:9 /traefik/headers/access_control_allow_origin_list_regex/1 (a is no regular expression of Go: missing closing ): `(a`',
  ]);
});

test('a system that the site does not have is left out with a warning', () => {
  const { report, ...resolved } = resolve('traefik: {}\ndns: {}\n', { ...homelab, traefik: null, dns: {} });
  expect(resolved).toEqual({ traefik: null, dns: null });
  expect(told(report)).toEqual([
    'warning: there is no Traefik in hl.yml, so there is no route',
    'warning: there is no DNS server in hl.yml, so there is no record',
  ]);
  expect(report.diagnostics().map(({ hint }) => hint)).toEqual([
    'Add a traefik section to hl.yml, or say enabled: false here.',
    'Add a pihole or adguard section to hl.yml, or say enabled: false here.',
  ]);
});
