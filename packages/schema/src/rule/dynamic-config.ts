import { isRecord } from '@hl/core';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { acceptsOf } from '../check/shape/accepts.js';
import { ajv } from '../check/shape/library.js';
import { schemas } from '../schemas.gen.js';

/** What is used of JSON Schema in `schemas/traefik-dynamic.schema.json`. `true`: not looked into. */
type Schema =
  | true
  | {
      readonly $ref?: string;
      readonly $defs?: { readonly [name: string]: Schema };
      readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
      readonly properties?: { readonly [name: string]: Schema };
      readonly additionalProperties?: Schema | false;
      readonly items?: Schema;
      readonly minProperties?: number;
    };

const root = schemas['traefik-dynamic'] as Exclude<Schema, true>;

/** Why Traefik rejects a configuration, and with it all updates of the directory that the file is in. */
export interface ConfigProblem {
  /** Where, by Traefik's own spelling, e.g. `['http', 'routers', 'metube']`. */
  readonly at: readonly (string | number)[];
  /** `empty`: a map without entries, or without a value, where none may stand alone; `unknown`: a field, `value` its name; `mismatch`: the value. */
  readonly kind: 'empty' | 'unknown' | 'mismatch';
  readonly value: unknown;
  /** Of the schema there: its type, and its type in Traefik's source. */
  readonly expected: string;
  readonly goType: string;
  /** In plain words, with the place: `http.routers: an empty map`. */
  readonly message: string;
}

/**
 * A parsed file as Traefik's decoder reads it: names in its own spelling, since it takes any case; texts as the numbers, truths and lists
 * that they stand for; sections that it does not know left out. What does not fit stays, for `configProblems` to find.
 */
export function canonicalConfig(file: unknown): unknown {
  if (!isRecord(file)) return file ?? {};
  const known = Object.entries(file).filter(([name, value]) => value !== null && spelling(root.properties).has(name.toLowerCase()));
  return canonical(Object.fromEntries(known), root);
}

/** All that is wrong with a canonical configuration. */
export function configProblems(config: unknown): ConfigProblem[] {
  accepts ??= acceptsOf(root as object);
  if (accepts(config)) return [];
  validate ??= new (ajv().Ajv2020)({ allErrors: true, verbose: true, strict: true, validateSchema: false }).compile(root as object);
  return validate(config) ? [] : (validate.errors ?? []).map((error) => problemOf(error, config));
}

/** Read and compiled when first asked for. */
let accepts: ReturnType<typeof acceptsOf> | undefined;
let validate: ValidateFunction | undefined;

function problemOf({ instancePath, keyword, params, data, parentSchema }: ErrorObject, config: unknown): ConfigProblem {
  const at: (string | number)[] = [];
  let value = config;
  for (const step of instancePath.split('/').slice(1)) {
    const name = Array.isArray(value) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~');
    at.push(name);
    value = (value as { readonly [name: string]: unknown })[name];
  }
  const { type: expected = '', title: goType = '' } = (parentSchema ?? {}) as { readonly type?: string; readonly title?: string };
  const kind =
    keyword === 'additionalProperties'
      ? 'unknown'
      : keyword === 'minProperties' || (expected === 'object' && data === null)
        ? 'empty'
        : 'mismatch';
  const found: unknown = kind === 'unknown' ? params['additionalProperty'] : data;
  const place = at.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
  const message = place === '' ? 'the root is not a map' : `${place}: ${wording(kind, found, expected)}`;
  return { at, kind, value: found, expected, goType, message };
}

function wording(kind: ConfigProblem['kind'], value: unknown, expected: string): string {
  if (kind === 'empty') return value === null ? 'an empty map (no value)' : 'an empty map';
  if (kind === 'unknown') return `unknown field ${String(value)}`;
  if (expected === 'object') return 'not a map';
  const wanted = { integer: 'a whole number', boolean: 'true or false' }[expected];
  if (wanted !== undefined) return `${JSON.stringify(value)} is not ${wanted}`;
  return typeof value === 'string' ? `${JSON.stringify(value)} is not a duration` : 'not a text';
}

function canonical(value: unknown, given: Schema | false): unknown {
  const schema = resolved(given);
  if (schema === true) return value;
  switch (schema.type) {
    case 'object':
      return object(value, schema);
    case 'array':
      return items(value).map((item) => canonical(item, schema.items ?? true));
    case 'string':
      return typeof value === 'object' && value !== null ? value : String(value ?? '');
    case 'integer':
      return value === null ? undefined : /^[+-]?\d+$/.test(String(value)) ? Number(value) : value;
    default:
      if (value === null) return undefined;
      return /^(true|t|1)$/i.test(String(value)) ? true : /^(false|f|0)$/i.test(String(value)) ? false : value;
  }
}

function object(value: unknown, { properties, additionalProperties = false, minProperties }: Exclude<Schema, true>): unknown {
  // `tls: true`, and `tls:` without a value
  if (minProperties === undefined && (typeof value === 'boolean' || value === null)) return value ? {} : undefined;
  if (!isRecord(value)) return value;
  const known = spelling(properties);
  const entries = Object.entries(value).map(([name, item]) => {
    const field = known.get(name.toLowerCase());
    return field === undefined ? [name, canonical(item, additionalProperties)] : [field, canonical(item, properties?.[field] ?? true)];
  });
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

/** A list may be given as text, with commas between. */
function items(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return value.split(',').map((item) => item.trim());
  return Array.isArray(value) ? value : value === null ? [] : [value];
}

/** An unknown field is not looked into. */
function resolved(schema: Schema | false): Schema {
  if (schema === false || schema === true || schema.$ref === undefined) return schema || true;
  return root.$defs?.[schema.$ref.slice('#/$defs/'.length)] ?? true;
}

const spellings = new WeakMap<object, ReadonlyMap<string, string>>();

/** Names of fields by what they are in lower case. */
function spelling(properties: { readonly [name: string]: Schema } = {}): ReadonlyMap<string, string> {
  const known = spellings.get(properties) ?? new Map(Object.keys(properties).map((name) => [name.toLowerCase(), name]));
  spellings.set(properties, known);
  return known;
}
