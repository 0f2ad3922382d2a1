import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { acceptsOf } from '../../../src/check/shape/accepts.js';
import { schemas } from '../../../src/schemas.gen.js';
import { readYaml } from '../../../src/yaml/read.js';
import { serviceReading, siteReading } from '../../../src/yaml/reading.js';
import { oddValue, random } from '../../odd-values.js';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const filesBelow = (folder: string): string[] =>
  readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yml'))
    .map((path) => `${folder}/${path}`);
const serviceFiles = ['services', 'docs/gallery']
  .flatMap(filesBelow)
  .filter((path) => /^service:/m.test(readFileSync(root + path, 'utf8')));
const valueIn = (path: string): unknown =>
  readYaml(readFileSync(root + path, 'utf8'), path, path === 'hl.yml' ? siteReading : serviceReading, 'file').value;
const corpus: Readonly<Record<string, readonly unknown[]>> = { service: serviceFiles.map(valueIn), site: [valueIn('hl.yml')] };

const ajv = new Ajv2020({ strict: false, strictNumbers: true, validateFormats: false, validateSchema: false, meta: false });

/** The value with one place changed, for each place: another type, nothing, or one thing more. */
function mutants(value: unknown): unknown[] {
  const other = [null, undefined, '', 'x y', 0, -1.5, true, [], ['a', 'a'], {}, { a: 1 }];
  if (typeof value !== 'object' || value === null) return other;
  const places = Object.keys(value).flatMap((key) =>
    mutants((value as Record<string, unknown>)[key]).map((changed) =>
      Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed },
    ),
  );
  return [...places, ...other, Array.isArray(value) ? [...value, ...value] : { ...value, unknown_key: 1 }];
}

test('every service file at hand is accepted without asking ajv', () => {
  const accepts = acceptsOf(schemas['service'] as object);
  expect(serviceFiles.length).toBeGreaterThan(30);
  expect(serviceFiles.filter((path) => accepts(valueIn(path)) !== true)).toEqual([]);
  expect(acceptsOf(schemas['site'] as object)(valueIn('hl.yml'))).toBe(true);
});

test.each(Object.keys(schemas))(
  'of files at hand, their mutants and made-up values, ajv and the short way say the same by the schema %s',
  (name) => {
    const schema = schemas[name] as object;
    const check = ajv.compile(schema);
    const accepts = acceptsOf(schema);
    const next = random(7);
    const made = [0, 0.02, 0.2, 1].flatMap((oddity) => Array.from({ length: 30 }, () => oddValue(schema, next, oddity)));
    const values = [...(corpus[name] ?? []), ...made].flatMap((value, index) => [value, ...(index % 30 === 0 ? mutants(value) : [])]);
    const [right, wrong] = [values.filter((value) => check(value)), values.filter((value) => !check(value))];
    expect([right.length > 0, wrong.length > 0]).toEqual([true, true]);
    expect(right.filter((value) => accepts(value) === false)).toEqual([]);
    expect(wrong.filter((value) => accepts(value) === true)).toEqual([]);
    // What it is not sure of is what no file has.
    expect(values.filter((value) => accepts(value) === null).length).toBeLessThan(values.length / 20);
  },
);

test.each<[keyword: string, schema: object, right: readonly unknown[], wrong: readonly unknown[]]>([
  ['type', { type: ['integer', 'null'] }, [1, -0, null, 1e300], [1.5, NaN, Infinity, '1', [], {}]],
  ['type', { type: 'number' }, [1.5, 0], [NaN, Infinity, '1']],
  ['type', { type: 'object' }, [{}], [[], null, 'a']],
  ['type', { type: 'array' }, [[]], [{}, null, 'a']],
  ['enum', { enum: ['a', 1, null] }, ['a', 1, null], ['b', '1', undefined]],
  ['const', { const: 0 }, [0, -0], [1, false, '0']],
  ['limits', { minimum: 1, maximum: 3 }, [1, 3, 'a', NaN], [0.9, 3.1]],
  ['exclusive limits', { exclusiveMinimum: 1, exclusiveMaximum: 3 }, [2, 'a'], [1, 3]],
  ['pattern', { pattern: '^\\p{L}+$' }, ['ä', 1], ['', '1']],
  ['lengths, in characters', { minLength: 2, maxLength: 3 }, ['😀😀😀', 'ab', 1], ['😀', 'abcd']],
  ['items', { items: { type: 'string' }, minItems: 1, maxItems: 2 }, [['a'], 'a', {}], [[], [1], ['a', 'b', 'c']]],
  [
    'uniqueItems',
    { uniqueItems: true },
    [[], ['1', 1], 'aa'],
    [
      [1, 1],
      [0, -0],
    ],
  ],
  [
    'uniqueItems: false',
    { uniqueItems: false },
    [
      [1, 1],
      [{}, {}],
    ],
    [],
  ],
  [
    'properties',
    { properties: { a: { type: 'string' } }, additionalProperties: false },
    [{ a: 'b' }, {}, { a: undefined }, 'a'],
    [{ a: 1 }, { b: 1 }, { b: undefined }, JSON.parse('{ "__proto__": 1 }'), { toString: 1 }],
  ],
  ['additionalProperties', { additionalProperties: { type: 'string' } }, [{ a: 'b' }, []], [{ a: 1 }]],
  [
    'patternProperties',
    { patternProperties: { '^x-': { type: 'string' } }, additionalProperties: false },
    [{ 'x-a': 'b' }],
    [{ 'x-a': 1 }, { a: 'b' }],
  ],
  [
    'patternProperties beside properties',
    { properties: { 'x-a': {} }, patternProperties: { '^x-': { type: 'string' } } },
    [{ 'x-a': 'b', c: 1 }],
    [{ 'x-a': 1 }],
  ],
  ['propertyNames', { propertyNames: { pattern: '^a' }, minProperties: 1 }, [{ a: 1 }, []], [{ b: 1 }, {}]],
  ['required', { required: ['a'] }, [{ a: null }, 'a'], [{}, { a: undefined }]],
  ['anyOf', { anyOf: [{ type: 'string' }, { const: 1 }] }, ['a', 1], [2]],
  ['oneOf', { oneOf: [{ type: 'string' }, { minLength: 2 }] }, ['a'], ['ab']],
  [
    '$ref',
    { $ref: '#/$defs/a', $defs: { a: { properties: { a: { $ref: '#/$defs/a' } }, additionalProperties: false } } },
    [{ a: { a: {} } }],
    [{ a: { b: 1 } }],
  ],
  ['remarks', { title: 'a', description: 'b', default: 1, examples: [2] }, [1], []],
])('%s', (_, schema, right, wrong) => {
  const accepts = acceptsOf(schema);
  const check = ajv.compile(schema);
  expect(right.map((value) => [value, accepts(value), check(value)])).toEqual(right.map((value) => [value, true, true]));
  expect(wrong.map((value) => [value, accepts(value), check(value)])).toEqual(wrong.map((value) => [value, false, false]));
});

test.each<[string, object, unknown]>([
  ['a keyword that it does not know', { contains: {} }, []],
  ['such a keyword under oneOf', { oneOf: [{ if: {} }, {}] }, 1],
  ['a type that it does not know', { type: 'date' }, 1],
  ['a reference elsewhere', { $ref: 'other.schema.json' }, 1],
  ['a reference to nothing', { $ref: '#/$defs/a' }, 1],
  ['an enum of lists', { enum: [[1]] }, [1]],
  ['equal mappings in a list', { uniqueItems: true }, [{ a: 1 }, { a: 1 }]],
])('it is not sure of %s', (_, schema, value) => {
  expect(acceptsOf(schema)(value)).toBeNull();
});
