import { asciiHost, hostRule, sniRule } from '../../src/desired/hosts.js';

test.each([
  ['A.Example.org', 'a.example.org'],
  ['büro.example.org', 'xn--bro-hoa.example.org'],
  ['*.example.org', '*.example.org'],
  ['*', '*'],
  ['a', 'a'],
])('%s is spelled %s', (host, expected) => expect(asciiHost(host)).toBe(expected));

test.each([
  '',
  '.',
  '..',
  '*.',
  '*.*',
  'a`b',
  'a b',
  'a{{b',
  'a:1',
  'a/b',
  'a@b',
  'a_b',
  '-a',
  'a.1',
  '192.0.2.1',
  '::1',
  'xn--a',
  'a'.repeat(64),
])('%j is no host name', (host) => {
  expect(() => asciiHost(host)).toThrow(
    expect.objectContaining({
      code: 'HL_TRAEFIK_HOST',
      kind: 'input',
      message: `${JSON.stringify(host)} is not a host name that can stand in a rule`,
      hint: 'Use letters, digits, dots and dashes; a leading "*." stands for one label.',
    }),
  );
});

test.each([
  [['a.b'], 'Host(`a.b`)', 'HostSNI(`a.b`)'],
  [['A.b', 'c.d'], 'Host(`a.b`) || Host(`c.d`)', 'HostSNI(`a.b`) || HostSNI(`c.d`)'],
  [['*.a.b'], 'HostRegexp(`^[^.]+\\.a\\.b$`)', 'HostSNIRegexp(`^[^.]+\\.a\\.b$`)'],
  [['*'], 'HostRegexp(`^.+$`)', 'HostSNI(`*`)'],
  [[], '', ''],
])('the rules of %j', (hosts, rule, sni) => expect([hostRule(hosts), sniRule(hosts)]).toEqual([rule, sni]));
