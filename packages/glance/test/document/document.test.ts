import { isMap } from 'yaml';
import type { YAMLMap } from 'yaml';
import { GlanceDocument } from '../../src/document/document.js';

const main = '/opt/glance.yml';
const parse = (text: string, more: Record<string, string> = {}): GlanceDocument =>
  new GlanceDocument(new Map([[main, text], ...Object.entries(more)]), main);
const rootOf = (document: GlanceDocument): YAMLMap => document.map(document.yaml.contents) as YAMLMap;

test.each([
  ['a bracket that stays open', 'x: 1\na: [1\n', /^\/opt\/glance\.yml:\d:\d is not valid YAML: Flow sequence/],
  ['a key twice', 'a: 1\na: ${X}\n', /^\/opt\/glance\.yml:2:1 is not valid YAML: Map keys must be unique$/],
  ['an alias of nothing', 'a: 1\nb:  *c\n', /^\/opt\/glance\.yml:2:5 is not valid YAML: there is no &c$/],
  ['an alias before its anchor', 'a: *c\nb: &c 1\n', /there is no &c$/],
])('%s is told with its place', (_, text, message) =>
  expect(() => parse(text)).toThrow(
    expect.objectContaining({ code: 'HL_GLANCE_YAML', kind: 'refused', message: expect.stringMatching(message), hint: expect.any(String) }),
  ),
);

test('in an included file the place is there, without the indentation of the inclusion', () =>
  expect(() => parse('a:\n  - $include: b.yml\n', { '/opt/b.yml': '- x: 1\n  x: 2\n' })).toThrow(
    expect.objectContaining({ message: expect.stringMatching(/^\/opt\/b\.yml:2:3 /) }),
  ));

test('lines, columns and what stands around', () => {
  const document = parse('a: 1\n  bc: 2 # x\nd: 3\n'.replace('  bc', 'bc'));
  const offset = 'a: 1\nbc: '.length;
  expect([document.at(0), document.at(offset)]).toEqual([
    { line: 0, column: 0 },
    { line: 1, column: 4 },
  ]);
  expect([document.before(offset), document.after(offset), document.line(1), document.line(9)]).toEqual(['bc: ', '2 # x', 'bc: 2 # x', '']);
  expect([document.endOf(0), document.endOf(1), document.endOf(2)]).toEqual([4, 14, 19]);
  expect([document.place(offset), document.place(offset, 'column')]).toEqual([`${main}:2`, `${main}:2:5`]);
});

test('of an empty file every place is the file', () => expect(parse('').place(0)).toBe(main));

test.each([
  ['plain', 'k: text', 'text'],
  ['quoted', 'k: "a: b"', 'a: b'],
  ['a number as it is written', 'k: 1.40', '1.40'],
  ['a truth value', 'k: true', 'true'],
  ['null', 'k: null', null],
  ['nothing', 'k:', null],
  ['not there', 'x: 1', null],
  ['a list', 'k: [1]', null],
  ['a variable', 'k: ${X}', '${X}'],
  ['a literal one', 'k: \\${X}', '${X}'],
  ['an alias', 'x: &a text\nk: *a', 'text'],
  ['merged', 'x: &a { k: text }\n<<: *a', 'text'],
  ['merged from a list, the first counts', 'x: &a { k: one }\ny: &b { k: two }\n<<: [*a, *b]', 'one'],
  ['its own before the merged', 'x: &a { k: text }\n<<: *a\nk: own', 'own'],
  ['merged with a text, which is none', '<<: text', null],
])('the text of a key: %s', (_, text, expected) => {
  const document = parse(text);
  expect(document.text(rootOf(document), 'k')).toBe(expected);
});

test.each([
  ['k: ${X}', true],
  ['k: "a ${X}"', true],
  ['k: \\${X}', false],
  ['k: text # ${X}', false],
  ['k: [${X}]', false],
  ['x: 1', false],
])('%s varies: %s', (text, expected) => {
  const document = parse(text);
  expect(document.varies(rootOf(document), 'k')).toBe(expected);
});

test('mappings and lists, aliases followed', () => {
  const document = parse('a: &a { x: 1 }\nb: *a\nc: &c [1]\nd: *c\ne: 1\n');
  const get = (key: string): unknown => document.get(rootOf(document), key);
  expect(document.map(get('b'))).toBe(document.map(get('a')));
  expect(document.seq(get('d'))).toBe(document.seq(get('c')));
  expect([document.map(get('c')), document.seq(get('a')), document.map(get('e')), document.map(undefined)]).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(isMap(document.follow(get('b')))).toBe(true);
});

test('of several documents the first counts', () => {
  const document = parse('a: 1\n---\n{{ anything\n');
  expect(document.text(rootOf(document), 'a')).toBe('1');
});
