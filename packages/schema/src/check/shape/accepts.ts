import { isRecord } from '@hl/core';

/*
 * Whether a value is right by a schema, and no word on why not. Nearly every file is right: ajv, which takes longer to load and to
 * compile than hundreds of files take to be checked, is asked when this says no, or is not sure.
 */

type Accepts = (value: unknown) => boolean;
interface Node {
  readonly [keyword: string]: unknown;
}
/** What a keyword asks for, from what stands behind it, the schema that it stands in, and the way to read the schemas in that. */
type Reading = (given: never, node: Node, read: (node: Node) => Accepts) => Accepts;

const never: Accepts = () => false;
const always: Accepts = () => true;
/** A keyword, or a use of one, that is not known here: under a `oneOf` neither yes nor no would do. */
const unsure: Accepts = () => {
  throw new Unsure();
};
class Unsure extends Error {}
const isScalar: Accepts = (value) => typeof value !== 'object' || value === null;
const every =
  (all: readonly Accepts[]): Accepts =>
  (value) => {
    for (const accepts of all) if (!accepts(value)) return false;
    return true;
  };

const types: { readonly [type: string]: Accepts } = {
  object: isRecord,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  number: Number.isFinite,
  integer: Number.isInteger,
};

const number =
  (within: (value: number, limit: number) => boolean): Reading =>
  (limit: number) =>
  (value) =>
    !Number.isFinite(value) || within(value as number, limit);
/** In characters: one may be two units. */
const lengthOf = (text: string): number => (/[\ud800-\udbff]/.test(text) ? [...text].length : text.length);
const text =
  (within: (length: number, limit: number) => boolean): Reading =>
  (limit: number) =>
  (value) =>
    typeof value !== 'string' || within(lengthOf(value), limit);
const list =
  (accepts: (list: readonly unknown[]) => boolean): Accepts =>
  (value) =>
    !Array.isArray(value) || accepts(value);
const record =
  (accepts: (record: Readonly<Record<string, unknown>>) => boolean): Accepts =>
  (value) =>
    !isRecord(value) || accepts(value);

const isOneOf: Reading = (allowed: readonly unknown[]) => (allowed.every(isScalar) ? (value) => allowed.includes(value) : unsure);

/** Entries that a schema tells by their names, by a pattern of their names, and all others. */
const entries: Reading = (_, { properties = {}, patternProperties = {}, additionalProperties = true }, read) => {
  const named = new Map<string, Accepts>();
  // Read when a file has such an entry: of all that may be there it has a few.
  const readFor = (key: string): Accepts | undefined => {
    const told = properties as Readonly<Record<string, Node>>;
    if (!Object.hasOwn(told, key)) return undefined;
    const accepts = read(told[key] as Node);
    named.set(key, accepts);
    return accepts;
  };
  const alike = Object.entries(patternProperties as Record<string, Node>).map(
    ([name, node]) => [new RegExp(name, 'u'), read(node)] as const,
  );
  const others = typeof additionalProperties === 'boolean' ? (additionalProperties ? always : never) : read(additionalProperties as Node);
  return record((value) => {
    for (const key of Object.keys(value)) {
      const own = named.get(key) ?? readFor(key);
      const entry = value[key];
      // ajv takes a key that is undefined for absent where its name is told, and for there where it is not.
      if (own && entry !== undefined && !own(entry)) return false;
      let isTold = own !== undefined;
      for (const [name, accepts] of alike) {
        if (!name.test(key)) continue;
        if (!accepts(entry)) return false;
        isTold = true;
      }
      if (!isTold && !others(entry)) return false;
    }
    return true;
  });
};

const readings: { readonly [keyword: string]: Reading } = {
  type: (names: string | readonly string[]) => {
    const all = [names].flat().map((name) => types[name] ?? unsure);
    return (value) => all.some((accepts) => accepts(value));
  },
  enum: isOneOf,
  const: (wanted: unknown, ...rest) => isOneOf([wanted] as never, ...rest),
  minimum: number((value, limit) => value >= limit),
  exclusiveMinimum: number((value, limit) => value > limit),
  maximum: number((value, limit) => value <= limit),
  exclusiveMaximum: number((value, limit) => value < limit),
  pattern: (source: string) => {
    const pattern = new RegExp(source, 'u');
    return (value) => typeof value !== 'string' || pattern.test(value);
  },
  minLength: text((length, limit) => length >= limit),
  maxLength: text((length, limit) => length <= limit),
  items: (node: Node, _, read) => {
    const accepts = read(node);
    return list((value) => value.every(accepts));
  },
  minItems: (limit: number) => list(({ length }) => length >= limit),
  maxItems: (limit: number) => list(({ length }) => length <= limit),
  uniqueItems: (wanted: boolean) =>
    list((value) => !wanted || (value.every(isScalar) ? new Set(value).size === value.length : unsure(value))),
  properties: entries,
  // Each of the three is read with the others, and once is enough.
  patternProperties: (given, node, read) => ('properties' in node ? always : entries(given, node, read)),
  additionalProperties: (given, node, read) => ('properties' in node || 'patternProperties' in node ? always : entries(given, node, read)),
  propertyNames: (node: Node, _, read) => {
    const accepts = read(node);
    return record((value) => Object.keys(value).every(accepts));
  },
  minProperties: (limit: number) => record((value) => Object.keys(value).length >= limit),
  required: (names: readonly string[]) => record((value) => names.every((name) => value[name] !== undefined)),
  anyOf: (nodes: readonly Node[], _, read) => {
    const all = nodes.map(read);
    return (value) => all.some((accepts) => accepts(value));
  },
  oneOf: (nodes: readonly Node[], _, read) => {
    const all = nodes.map(read);
    return (value) => all.filter((accepts) => accepts(value)).length === 1;
  },
};

/** What says nothing about a value. */
const remarks = new Set([
  '$schema',
  '$id',
  '$defs',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'tsType',
  'x-role',
  'x-goes-to',
]);

/** What `schema` accepts; null: not sure. */
export function acceptsOf(schema: object): (value: unknown) => boolean | null {
  const seen = new Map<string, Accepts>();
  const referred = (to: string): Accepts => {
    const [file, ...names] = to.split('/');
    const node = file === '#' ? names.reduce<Node | undefined>((at, name) => at?.[name] as Node | undefined, schema as Node) : undefined;
    if (node === undefined) return unsure;
    // It may hold itself.
    return (value) => {
      const accepts = seen.get(to) ?? read(node);
      seen.set(to, accepts);
      return accepts(value);
    };
  };
  const read = (node: Node): Accepts =>
    every(
      Object.entries(node).flatMap(([keyword, given]) => {
        if (remarks.has(keyword)) return [];
        return keyword === '$ref' ? referred(String(given)) : (readings[keyword]?.(given as never, node, read) ?? unsure);
      }),
    );
  const accepts = read(schema as Node);
  return (value) => {
    try {
      return accepts(value);
    } catch (error) {
      if (error instanceof Unsure) return null;
      throw error;
    }
  };
}
