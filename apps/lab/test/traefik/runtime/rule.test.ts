import { compileRule, type Asked } from '../../../src/traefik/runtime/rule.js';

const asked = (more: Partial<Asked> & { readonly search?: string } = {}): Asked => ({
  host: 'a.test',
  method: 'GET',
  path: '/',
  headers: {},
  clientIp: '127.0.0.1',
  ...more,
  query: new URLSearchParams(more.search),
});

test.each<[string, Parameters<typeof asked>[0], boolean]>([
  ['Host(`A.test`)', {}, true],
  ['Host(`a.test`)', { host: 'a.test.' }, true],
  ['Host(`b.test`)', {}, false],
  ['Host(`*`)', {}, true],
  ['HostRegexp(`^[^.]+\\.a\\.test$`)', { host: 'x.a.test' }, true],
  ['HostRegexp(`^[^.]+\\.a\\.test$`)', {}, false],
  ['HostRegexp(`(?i)^(?P<x>[A-Z])\\.TEST$`)', {}, true],
  ['Host(`*.a.test`)', { host: 'x.a.test' }, true],
  ['Host(`*.a.test`)', { host: 'x.y.a.test' }, false],
  ['Host(`*.a.test`)', {}, false],
  ['Host(`a.test`) && !PathPrefix(`/admin`)', { path: '/admin/x' }, false],
  ['Host(`a.test`) && !PathPrefix(`/admin`)', { path: '/' }, true],
  ['Path(`/x`)', { path: '/x/' }, false],
  ['Host(`a.test`) && (Path(`/x`) || PathRegexp(`^/y[0-9]+$`))', { path: '/y12' }, true],
  ['Host(`b.test`) || Host(`a.test`) && Path(`/x`)', { host: 'b.test' }, true],
  ['Method(`get`)', {}, true],
  ['Host("a.test") && Method(`POST`)', {}, false],
  ['ClientIP(`127.0.0.0/8`)', {}, true],
  ['ClientIP(`127.0.0.1`)', {}, true],
  ['ClientIP(`10.0.0.0/8`)', {}, false],
  ['ClientIP(`fd00::/8`)', { clientIp: 'fd00::1' }, true],
  ['ClientIP(`::1`)', {}, false],
  ['Header(`X-A`, `1`)', { headers: { 'x-a': ['0', '1'] } }, true],
  ['Header(`X-A`, `1`)', { headers: { 'x-a': '11' } }, false],
  ['HeaderRegexp(`X-A`, `^1`)', { headers: { 'x-a': '11' } }, true],
  ['HeaderRegexp(`X-B`, `^1`)', { headers: { 'x-a': '11' } }, false],
  ['Query(`k`, `v`)', { search: 'k=v' }, true],
  ['Query(`k`, `v`)', { search: 'k=w' }, false],
  ['Query(`k`)', { search: 'k=w' }, true],
  ['Query(`k`)', { search: 'l=w' }, false],
  ['QueryRegexp(`k`, `^v`)', { search: 'k=vw' }, true],
  ['QueryRegexp(`k`, `^v`)', { search: 'k=w' }, false],
])('%s on %j: %s', (rule, request, expected) => expect(compileRule(rule).matches(asked(request))).toBe(expected));

test('hosts that it is about', () => {
  expect(compileRule('Host(`A`) || !HostRegexp(`^B`) && Path(`/c`)').hosts).toEqual(['a', '^b']);
  expect(compileRule('HostSNI(`A`)', 'tcp').hosts).toEqual(['a']);
  expect(compileRule('HostSNI(`A`) && ALPN(`h2`)', 'tcp').matches(asked())).toBe(false);
});

const parsing = (rule: string): string => `error while parsing rule ${rule}: parsing rule ${rule}: `;
const adding = (rule: string, matcher = 'Host'): string => `adding rule ${rule}: error while adding rule ${matcher}: `;

test.each<[string, string]>([
  ['', `${parsing('')}1:1: expected operand, found 'EOF'`],
  ['Hst(`c`)', `${parsing('Hst(`c`)')}unsupported function: Hst`],
  ['HostSNI(`c`)', `${parsing('HostSNI(`c`)')}unsupported function: HostSNI`],
  ['Host(b.x)', `${parsing('Host(b.x)')}1:7: illegal character`],
  ['Host("a\\.b")', `${parsing('Host("a\\.b")')}1:11: unknown escape sequence`],
  ['Host(`a`', `${parsing('Host(`a`')}1:9: expected ',', found 'EOF'`],
  ['Host(`a`) Path(`/`)', `${parsing('Host(`a`) Path(`/`)')}1:11: expected '&& or ||', found 'Path'`],
  ['Host()', `${adding('Host()')}no args for matcher Host`],
  ['Host(``)', `${adding('Host(``)')}empty args for matcher Host, []`],
  ['host(`a`, `b`)', `${adding('host(`a`, `b`)')}unexpected number of parameters; got 2, expected one of [1]`],
  ['Query(`a`, `b`, `c`)', `${adding('Query(`a`, `b`, `c`)', 'Query')}unexpected number of parameters; got 3, expected one of [1 2]`],
  ['Host(`büro`)', `${adding('Host(`büro`)')}invalid value "büro" for Host matcher, non-ASCII characters are not allowed`],
  ['Path(`x`)', `${adding('Path(`x`)', 'Path')}path "x" does not start with a '/'`],
  ['ClientIP(`x`)', `${adding('ClientIP(`x`)', 'ClientIP')}initializing IP checker for ClientIP matcher: parsing CIDR whitelist [x]`],
  [
    'HostRegexp(`^(?!www)a$`)',
    `${adding('HostRegexp(`^(?!www)a$`)', 'HostRegexp')}compiling HostRegexp matcher: error parsing regexp: invalid or unsupported Perl syntax: \`(?!\``,
  ],
  [
    'PathRegexp(`(a`)',
    `${adding('PathRegexp(`(a`)', 'PathRegexp')}compiling PathPrefix matcher: error parsing regexp: missing closing ): \`(a\``,
  ],
])('%j is refused in Traefik’s words', (rule, message) => expect(() => compileRule(rule)).toThrow(expect.objectContaining({ message })));
