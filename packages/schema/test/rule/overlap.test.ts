import { alternativesOf, covers, hostMatchersOf, shareHost } from '../../src/rule/overlap.js';

const texts = (rule: string): string[] =>
  alternativesOf(rule).map((one) => one.map(({ matcher, values, not }) => `${not ? '!' : ''}${matcher}(${values.join()})`).join(' '));

test.each([
  ['Host(`A.b.`)', ['host(a.b)']],
  ['HostSNI(`A`)', ['host(a)']],
  ['HostSNIRegexp(`A`)', ['hostregexp(A)']],
  ['Path(`/A`) || Host(`b`)', ['path(/A)', 'host(b)']],
  ['Path(`/a`) && Host(`b`)', ['path(/a) host(b)']],
  [
    '(Path(`/a`) || Path(`/b`)) && (Host(`c`) || Host(`d`))',
    ['path(/a) host(c)', 'path(/a) host(d)', 'path(/b) host(c)', 'path(/b) host(d)'],
  ],
  ['!(Host(`a`) || Host(`b`))', ['!host(a) !host(b)']],
  ['!(Host(`a`) && Host(`b`))', ['!host(a)', '!host(b)']],
  ['!!Host(`a`)', ['host(a)']],
  ['Host(`a`', []],
  ['', []],
])('the alternatives of %s', (rule, expected) => expect(texts(rule)).toEqual(expected));

test.each([
  ['Host(`A`) && Path(`/x`) || HostRegexp(`^B$`) && !Host(`c`) || host(`a`)', ['Host a', 'HostRegexp ^B$']],
  ['PathPrefix(`/x`)', []],
  ['Host(`a`', []],
])('what %s says of hosts', (rule, expected) =>
  expect(hostMatchersOf(rule).map(({ name, values }) => `${name} ${values.join()}`)).toEqual(expected),
);

test('a rule with ever more alternatives is compared no further', () => {
  const many = Array.from({ length: 40 }, (_, index) => `Path(\`/${index}\`)`).join(' || ');
  expect(alternativesOf(`(${many}) && (${many})`)).toHaveLength(256);
  expect(alternativesOf(Array.from({ length: 300 }, () => 'Path(`/`)').join(' || '))).toHaveLength(256);
});

const host = 'Host(`a.example.org`)';

test.each([
  [host, host, true],
  [host, `${host} && Path(\`/x\`)`, true],
  [`${host} && Path(\`/x\`)`, host, false],
  ['Host(`b.example.org`)', host, false],
  ['Host(`*`)', host, true],
  ['Host(`*.example.org`)', host, true],
  ['Host(`*.example.org`)', 'Host(`a.b.example.org`)', false],
  ['Host(`*.example.org`)', 'Host(`example.org`)', false],
  ['HostRegexp(`^a\\.`)', host, true],
  ['HostRegexp(`^b\\.`)', host, false],
  ['HostRegexp(`.`)', 'Host(`*.example.org`)', false],
  ['HostRegexp(`^x$`)', 'HostRegexp(`^x$`)', true],
  ['HostRegexp(`^x$`)', 'HostRegexp(`^y$`)', false],
  ['PathPrefix(`/`)', host, true],
  ['PathPrefix(`/x`)', 'Path(`/x/y`)', true],
  ['PathPrefix(`/x`)', 'PathPrefix(`/x/y`)', true],
  ['PathPrefix(`/x`)', 'PathPrefix(`/`)', false],
  ['PathPrefix(`/x`)', 'PathRegexp(`/x`)', false],
  ['PathRegexp(`^/x`)', 'Path(`/xy`)', true],
  ['PathRegexp(`^/x`)', 'PathPrefix(`/xy`)', false],
  ['PathRegexp(`^/x`)', 'PathRegexp(`^/x`)', true],
  ['Method(`GET`)', 'Method(`GET`)', true],
  ['Method(`GET`)', 'Method(`PUT`)', false],
  ['Header(`X`, `1`)', host, false],
  [`${host} && !Path(\`/x\`)`, host, true],
  [`${host} && !Path(\`/x\`)`, `${host} && Path(\`/x\`)`, false],
  [host, `!${host}`, false],
  [`!${host}`, 'Path(`/`)', true],
])('%s covers %s: %s', (wide, narrow, expected) => {
  const [one = []] = alternativesOf(wide);
  const [other = []] = alternativesOf(narrow);
  expect(covers(one, other)).toBe(expected);
});

test.each([
  [host, `${host} && Path(\`/x\`)`, true],
  [host, 'Host(`b.example.org`)', false],
  [host, `!${host}`, false],
  ['HostSNI(`a.example.org`)', host, true],
  ['HostRegexp(`a`)', 'HostRegexp(`a`)', false],
])('%s and %s name the same host: %s', (a, b, expected) => {
  expect(shareHost(alternativesOf(a)[0] ?? [], alternativesOf(b)[0] ?? [])).toBe(expected);
});
