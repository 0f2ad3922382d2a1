import type { Layer } from '../../src/rule/matchers.js';
import { hostsOfRule, problemOfRule } from '../../src/rule/rule.js';

test.each<[string, Layer?]>([
  ['Host(`a.example.org`)'],
  ['Host(`a.b`) || Host("c.d")'],
  ['!PathPrefix(`/admin`) && (Host(`a`) || HostRegexp(`^.+\\.x$`))'],
  ['Header(`X`, `y`) && Query(`a`) && ClientIP(`10.0.0.0/8`)'],
  ['host(`a.b`) && PATHPREFIX(`/x`)'],
  ['Host(`192.0.2.1`) || Host(`*`) || Host(`*.example.org`) || Host(`a_b.example.org`)'],
  ['PathRegexp("^/v[0-9]{1,2}\\\\.x$") && QueryRegexp(`a`, `(?i)^(?P<x>[a-z]+)$`)'],
  ['HostSNI(`*`)', 'tcp'],
])('%s is taken', (rule, layer = 'http') => expect(problemOfRule(rule, layer)).toBeNull());

test.each<[string, string, string, Layer?]>([
  ['', 'the rule ends where a matcher is expected', 'Write matchers such as Host(`a.example.org`) && PathPrefix(`/x`).'],
  ["Host('a')", "the rule cannot be read from 'a') on", 'Put names in backticks: Host(`a.example.org`).'],
  ['Host(`{{ env }}`)', 'a rule cannot hold {{', 'Traefik reads that as a template; write the value out.'],
  ['Hst(`a`)', 'Traefik has no matcher Hst', 'Did you mean Host?'],
  ['Xyz(`a`)', 'Traefik has no matcher Xyz for TCP', 'It has HostSNI, HostSNIRegexp, ALPN, ClientIP.', 'tcp'],
  ['host(`a`, `b`)', 'Host takes one name, not 2', 'Join several with ||: Host(`a`) || Host(`b`).'],
  ['Header(`a`)', 'Header takes 2 names, not 1', 'Join several with ||: Header(`a`) || Header(`b`).'],
  ['Query()', 'Query takes 1 or 2 names, not 0', 'Join several with ||: Query(`a`) || Query(`b`).'],
  ['Host(``)', 'Host has an empty name', 'Write what it shall match.'],
  ['Host(`büro.example.org`)', 'büro.example.org is not a host name', 'Write it in ASCII (punycode), without scheme, port and path.'],
  ['Host(`https://a`)', 'https://a is not a host name', 'Write it in ASCII (punycode), without scheme, port and path.'],
  ['HostSNI(`a:1`)', 'a:1 is not a host name', 'Write it in ASCII (punycode), without scheme, port and path.', 'tcp'],
  ['Path(`x`)', 'Path takes a path, not x', 'A path begins with /.'],
  ['ClientIP(`x`)', 'x is not an address or a range of addresses', 'Write one such as 192.0.2.7 or 10.0.0.0/8.'],
  [
    'HostRegexp(`{name:[a-z]+}.x`)',
    '{name:…} in HostRegexp is of Traefik 2',
    'Write a plain regular expression, such as ^[a-z]+\\.example\\.org$.',
  ],
  [
    'HeaderRegexp(`X`, `^(?!a)`)',
    '^(?!a) in HeaderRegexp is no regular expression of Go: invalid or unsupported Perl syntax: `(?!`',
    'Go has no looking around, back references and possessive repeats; https://regex101.com has a Go flavour.',
  ],
  ['Host(`a`) && Hst(`b`) && Path(`c`)', 'Traefik has no matcher Hst', 'Did you mean Host?'],
])('%j is refused', (rule, message, hint, layer = 'http') => expect(problemOfRule(rule, layer)).toEqual({ message, hint }));

test.each([
  ['Host(`A.example.org`) || HostSNI(`b`) && Path(`/c`)', ['a.example.org', 'b']],
  ['(Host(`a`) || Host(`b`)) && (Path(`/a`) || Path(`/b`))', ['a', 'b']],
  ['HostRegexp(`^.+$`) && !Host(`a`)', []],
  ['!(Host(`a`) || !Host(`b`))', ['b']],
  ['Host(`*`) || HostRegexp(`^x$`)', []],
  ['Host(`a`', []],
])('hosts of %s', (rule, hosts) => expect(hostsOfRule(rule)).toEqual(hosts));
