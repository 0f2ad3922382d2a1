import { masked } from '../../src/client/mask-templates.js';
import { firstDocument, parseFile } from '../../src/client/parse-file.js';
import { ownerOf, render, yamlOf } from '../../src/client/render.js';
import { onlyConfig } from '../../src/desired/spec.js';

test.each([
  ['nothing here', 'nothing here'],
  ['a: {{ env "X" }}', 'a: xxxxxxxxxxxxx'],
  ['{{/* c\n d */}}', '      \n       '],
  ['{{- $x := 1 -}}', '               '],
  ['{{$x = 1}}b', '          b'],
  ['{{a}} and {{b}}', 'xxxxx and xxxxx'],
  ['{{ open', '{{ open'],
  ['a{{ b\r\n c }}', 'axxxx\r\nxxxxx'],
])('%j is read as %j', (text, expected) => {
  expect(masked(text)).toBe(expected);
  expect(masked(text)).toHaveLength(text.length);
});

const config = (parts: object) => onlyConfig(parts);

test.each<[string, string, unknown]>([
  ['a.yml', '', config({})],
  ['a.yml', '# only a comment\n', config({})],
  ['a.yml', 'HTTP:\n  ROUTERS:\n    a: {RULE: x}\n', config({ http: { routers: { a: { rule: 'x' } } } })],
  ['a.yml', 'udp: {routers: {a: {service: x}}}\n---\nudp: {}\n', config({ udp: { routers: { a: { service: 'x' } } } })],
  [
    'a.yml',
    'x: &x {rule: r}\nhttp: {routers: {a: {<<: *x, service: s}}}\n',
    config({ http: { routers: { a: { rule: 'r', service: 's' } } } }),
  ],
  ['a.yml', 'tcp: {routers: {a: {rule: "{{ env `X` }}"}}}\n', config({ tcp: { routers: { a: { rule: 'xxxxxxxxxxxxx' } } } })],
  ['a.TOML', '[http.routers.a]\nrule = "x"\n', config({ http: { routers: { a: { rule: 'x' } } } })],
  ['a.yml', 'http: [\n', null],
  ['a.yml', '- http\n', null],
  ['a.yml', 'http: *nowhere\n', null],
  ['a.toml', 'http = \n', null],
])('%s with %j', (file, text, expected) => expect(parseFile(file, text)).toEqual(expected));

test('the first of several documents, also when it is empty', () => {
  expect(firstDocument('a: 1\n---\nb: 2\n').toJS()).toEqual({ a: 1 });
  expect(firstDocument('').toJS()).toBeNull();
});

test.each([
  ['# Managed by hl (service: metube). Do not edit', 'metube'],
  ['\uFEFF# Managed by hl (service: a-1)', 'a-1'],
  [' # Managed by hl (service: metube)', null],
  ['# Managed by hl (service: Me)', null],
  ['# mine\n# Managed by hl (service: metube)', null],
])('the owner by %j', (text, expected) => expect(ownerOf(text)).toBe(expected));

test.each([
  [{ a: 'x', b: 1, c: true, d: ['y'] }, 'a: "x"\nb: 1\nc: true\nd:\n  - "y"\n'],
  [{ on: 1, '0b11': 2, null: 3, 'a b': 4, 'x-Y_1': 5 }, '"on": 1\n"0b11": 2\n"null": 3\n"a b": 4\nx-Y_1: 5\n'],
  [{ a: `${'long '.repeat(60)}` }, `a: "${'long '.repeat(60)}"\n`],
])('%j as YAML', (value, expected) => expect(yamlOf(value)).toBe(expected));

test('a file has its header, but for one that is given back', () => {
  const spec = { ...onlyConfig({ udp: { routers: { a: { service: 'a' } } } }), live: true };
  const body = 'udp:\n  routers:\n    a:\n      service: "a"\n';
  expect(render('a', spec)).toBe(`# Managed by hl (service: a). Do not edit: the next deployment writes this file anew.\n${body}`);
  expect(render('a', { ...spec, unmarked: true })).toBe(body);
  expect(() => render('a', { ...onlyConfig({}), live: true })).toThrow('there is nothing in it');
});
