import { closely, readLoosely, readYaml } from '../../src/yaml/read.js';
import type { Reading } from '../../src/yaml/reading.js';
import { placed } from '../context.js';

/** Its texts are not looked into, so that a long one is nothing. */
const read = (text: string, reading: Reading = { free: true }) => readYaml(text, 'x.yml', reading, 'service file');

describe('what is no service file at all', () => {
  test.each([
    ['', '1:1  the file is empty'],
    ['# nothing but a comment\n', '1:1  the file is empty'],
    ['---\n...\n', '1:1  the file is empty'],
    ['- 1\n', "1:1  a list is not of type 'object'"],
    ['metube\n', "1:1  metube is not of type 'object'"],
    ['service:\n\tname: x\n', '2:1  a tab cannot indent'],
    ['service: {}\nservice: {}\n', '2:1  the key service is given twice in one mapping'],
    ['service: { name: a, name: b }\n', '1:21  the key name is given twice in one mapping'],
    ['service: {}\n---\nservice: {}\n', '2:1  the file holds several documents'],
    ['service: {\n', '2:1  flow map in block collection must be sufficiently indented and end with a }'],
    ['service: "x\n', '1:10  this quote is never closed'],
    ['description: a: b\n', '1:14  a value that holds ": " stands without quotes'],
    ['name: @x\n', '1:7  a text without quotes cannot begin with @'],
    ['key: !secret x\n', '1:6  unresolved tag: !secret'],
    ['key: *nowhere\n', '1:6 /key there is no anchor &nowhere above'],
    ['? [a, b]\n: c\n', '1:1  a key must be a text'],
    [': c\n', '1:1  a key is empty'],
    ['__proto__: { polluted: true }\n', '1:1  __proto__ cannot be a key'],
    ['service: "a\\0b"\n', '1:10 /service a text cannot hold a NUL character'],
    ['s\0e\0r\0', '1:1  the file is not UTF-8 text'],
    ['a: &a { <<: *a }\n', '1:1  the file is nested too deeply'],
    ['<<: 1\n', '1:5 /<< a merge key takes a mapping or a list of mappings'],
  ])('%j', (text, expected) => {
    const { value, report } = read(text);
    expect(value).toBeUndefined();
    expect(placed(report)).toContain(expected);
    expect(report.diagnostics().every(({ hint, severity }) => severity === 'error' && (hint === undefined || hint.length > 10))).toBe(true);
  });

  test('every duplicate key is told, and one syntax error', () => {
    expect(placed(read('a: 1\na: 2\nb: 1\nb: 2\n').report)).toEqual([
      '2:1  the key a is given twice in one mapping',
      '4:1  the key b is given twice in one mapping',
    ]);
    expect(placed(read('['.repeat(9)).report)).toHaveLength(1);
  });

  test('a file of more than 1 MB is refused by its size, at its longest line', () => {
    const { value, report } = read(`a: 1\nb:\n  c: ${'x'.repeat(1024 * 1024)}\nd: 1\n`);
    expect(value).toBeUndefined();
    expect(placed(report)).toEqual(['3:1  the file is 1.0 MB; a service file may be 1 MB at most']);
  });

  test('an alias of itself has an end', () => {
    expect(placed(read('a: &a [*a]').report)).toEqual(['1:1  the file is nested deeper than 64 levels']);
  });
});

describe('how a file is to be read', () => {
  test.each<[string, Reading, unknown]>([
    ['a: 1.10', {}, { a: 1.1 }],
    ['a: 1.10', { keys: { a: { text: true } } }, { a: '1.10' }],
    ['a: 1.10', { keys: { '*': { text: true } } }, { a: '1.10' }],
    ['a: { b: 010 }', { keys: { a: { keys: { b: { text: true } } } } }, { a: { b: '010' } }],
    ['a: [1.0, 2]', { keys: { a: { keys: { '*': { text: true } } } } }, { a: ['1.0', '2'] }],
    ['a: true', { keys: { a: { text: true } } }, { a: 'true' }],
    ['a: true', {}, { a: true }],
    ['a: .nan', {}, { a: '.nan' }],
    ['a: .inf', {}, { a: '.inf' }],
    ['a:\nb: 1', {}, { b: 1 }],
    ['a:\nb: 1', { free: true }, { a: null, b: 1 }],
    ['a: { b: }', { free: true }, { a: { b: null } }],
    ['a: { b: }', { keys: { a: { free: true } } }, { a: { b: null } }],
    ['a:\nb: 1', { keys: { a: { text: true } } }, { b: 1 }],
    ['a:\nb: 1', { keys: { a: { text: true, empty: true } } }, { a: '', b: 1 }],
    ['1: a\ntrue: b', {}, { 1: 'a', true: 'b' }],
    ['a: &x { b: 1 }\nc: *x', {}, { a: { b: 1 }, c: { b: 1 } }],
    ['a: &x { b: 1, c: 2 }\nd: { <<: *x, c: 3 }', {}, { a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }],
    ['d: { "<<": 1 }', {}, { d: { '<<': 1 } }],
    ['\uFEFFa: 1', {}, { a: 1 }],
  ])('%j with %j', (text, reading, expected) => {
    const { value, report } = read(text, reading);
    expect(placed(report)).toEqual([]);
    expect(value).toEqual(expected);
  });

  test('what YAML would have changed is told with the text it keeps', () => {
    const { kept } = read('a: 1.10\nb: x\nc: ', { keys: { '*': { text: true, empty: true } } });
    expect(kept).toEqual([
      { path: ['a'], source: '1.10', meaning: 1.1 },
      { path: ['c'], source: '', meaning: null },
    ]);
  });

  test('texts that are looked into have an end, others have none', () => {
    const long = `a: ${'x'.repeat(16_385)}`;
    expect(placed(read(long, {}).report)).toEqual(['1:4 /a a text of 16385 characters; 16384 at most']);
    expect(placed(read(long.slice(0, -1), {}).report)).toEqual([]);
    for (const reading of [{ free: true }, { keys: { a: { text: true } } }] as const)
      expect(placed(read(long, reading).report)).toEqual([]);
  });

  test.each([
    [1000, []],
    [1001, ['1:4 /a a list or mapping with more than 1000 entries']],
  ])('%i entries of a list or a mapping', (count, expected) => {
    const numbers = Array.from({ length: count }, (_, index) => index);
    expect(placed(read(`a: [${numbers.join(', ')}]`).report)).toEqual(expected);
    expect(placed(read(`a: { ${numbers.map((index) => `k${index}: 1`).join(', ')} }`).report)).toEqual(expected);
  });

  test.each([
    [64, []],
    [65, ['1:1  the file is nested deeper than 64 levels']],
  ])('%i levels', (count, expected) => {
    expect(placed(read(`a: ${'['.repeat(count - 1)}1${']'.repeat(count - 1)}`).report)).toEqual(expected);
  });
});

test.each([
  [['a'], false, '1:4'],
  [['a'], true, '1:1'],
  [['b', 'c'], false, '3:6'],
  [['b', 'c'], true, '3:3'],
  [['b', 'missing'], false, '2:1'],
  [['b', 'c', 'missing', 'deeper'], false, '3:3'],
  [['list', 1], false, '5:5'],
  [['list', 9], false, '4:1'],
  [['empty'], false, '6:1'],
  [['alias'], false, '9:8'],
  [['alias', 'x'], false, '8:9'],
  [['nowhere'], false, '1:1'],
  [[], false, '1:1'],
])('%j (its name: %s) is at %s', (path, key, expected) => {
  const { report } = read('a: 1\nb:\n  c: x\nlist: [1,\n    2]\nempty:\nother: { alias: &n\n   { x: 1 } }\nalias: *n\n');
  (key ? report.at(...path).key() : report.at(...path)).error('rule', 'here');
  expect(placed(report)[0]).toMatch(new RegExp(`^${expected} `));
});

describe('what can be understood of a text that is not right', () => {
  const reading: Reading = { keys: { service: { keys: { name: { text: true } } } } };
  test.each<[string, unknown]>([
    ['service: { name: a }', { service: { name: 'a' } }],
    ['service:\n  name: 1.10\n', { service: { name: '1.10' } }],
    ['service:\n  name: a\n  name: b\n', { service: { name: 'a' } }],
    ['service:\n  name: a\n\tdeployment: x\n', expect.objectContaining({ service: { name: 'a' } })],
    ['service:\n  name: a\ndeployment: {', expect.objectContaining({ service: { name: 'a' } })],
    ['- a', ['a']],
    ['', null],
  ])('%j', (text, expected) => expect(readLoosely(text, reading)).toEqual(expected));
});

test.each([
  'a: 1\n',
  '# b\n\n \na: 1\n',
  '---\na: 1\n',
  '# b\n---\n# c\n\n# d\na: 1\n',
  '--- # b\na: 1\n',
  '\r\n# b\r\n---\r\na: 1\r\n',
  '  a: 1\n',
  '{ a: 1 }\n',
  '--- { a: 1 }\n',
  '\uFEFF# b\na: 1\n',
])('what %j lacks as a whole is told where it begins, as by a closer look', (text) => {
  const { report } = read(text);
  report.warn('x', 'x');
  report.missing('b', 'x');
  const known = text.replace('\uFEFF', '');
  const offset = closely(known, {}, null).positions.find(({ path }) => path.length === 0)?.value ?? NaN;
  const lines = known.slice(0, offset).split('\n');
  const place = { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
  expect(report.diagnostics()).toMatchObject([place, place]);
});
