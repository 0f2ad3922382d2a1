import { isRecord, type Json } from '@hl/core';
import { isOverride, isReset, overrideTag } from '../merge/markers.js';
import { formProblem } from './forms.js';
import { didYouMean } from './nearest.js';
import { specification } from './specification.gen.js';

/** What compose would not take. */
export interface Problem {
  /** Keys and indices to where it stands. */
  readonly path: readonly string[];
  /** What is wrong, and where it can be known what to write instead. */
  readonly message: string;
}

/** What the specification's schema uses of JSON schema. */
interface Node {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly oneOf?: readonly Node[];
  readonly properties?: { readonly [name: string]: Node };
  readonly patternProperties?: { readonly [pattern: string]: Node };
  readonly additionalProperties?: boolean | Node;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly uniqueItems?: boolean;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly definitions?: { readonly [name: string]: Node };
}

const root: Node = specification;

/**
 * What in a compose file, or in one service of it, is not as the compose specification has it. A text with a variable is
 * taken for whatever is wanted there.
 */
export const problemsOf = (written: Json, as: 'file' | 'service' = 'file'): Problem[] =>
  check(as === 'file' ? root : definition(as), written, []);

const definition = (name: string): Node => root.definitions?.[name] ?? {};

const resolved = (node: Node): Node => (node.$ref === undefined ? node : definition(node.$ref.slice('#/definitions/'.length)));

function check(schema: Node, value: Json, path: readonly string[]): Problem[] {
  const node = resolved(schema);
  if (isReset(value) || (typeof value === 'string' && /\$[{A-Za-z_]/.test(value))) return [];
  if (isOverride(value)) return check(node, value[overrideTag], path);
  const fitting = (node.oneOf ?? [node]).map(resolved).filter((one) => kindsOf(one).some((kind) => isKind(kind, value)));
  if (fitting.length === 0) return [{ path, message: `${nameOf(path)} ${formProblem(value, path) ?? wrongKind(node, value)}` }];
  const found = fitting.map((one) => (one.oneOf ? check(one, value, path) : inside(one, value, path)));
  return found.reduce((least, problems) => (problems.length < least.length ? problems : least));
}

/** Problems of a value of the right kind. */
function inside(node: Node, value: Json, path: readonly string[]): Problem[] {
  if (isRecord(value)) return ofMap(node, value as { readonly [name: string]: Json }, path);
  if (Array.isArray(value)) return ofList(node, value, path);
  const message = ofScalar(node, value) ?? formProblem(value, path);
  return message === null ? [] : [{ path, message: `${nameOf(path)} ${message}` }];
}

function ofMap(node: Node, map: { readonly [name: string]: Json }, path: readonly string[]): Problem[] {
  const missing = (node.required ?? []).filter((name) => !Object.hasOwn(map, name));
  const patterns = Object.entries(node.patternProperties ?? {});
  const problems = Object.entries(map).flatMap(([key, value]) => {
    const own = Object.hasOwn(node.properties ?? {}, key) ? node.properties?.[key] : undefined;
    const found = own ?? patterns.find(([pattern]) => expression(pattern).test(key))?.[1] ?? node.additionalProperties;
    if (typeof found === 'object') return check(found, value, [...path, key]);
    return found === false ? [{ path: [...path, key], message: unknownKey(key, Object.keys(node.properties ?? {})) }] : [];
  });
  const both = exclusive.filter((pair) => pair.every((key) => (map[key] ?? null) !== null));
  return [
    ...missing.map((name) => ({ path, message: `${nameOf(path)} needs ${name}` })),
    ...both.map(([one, other]) => ({ path: [...path, other], message: `${other} does not go with ${one}: keep one of them` })),
    ...problems,
  ];
}

/** Keys that compose does not take together; its schema does not say so. */
const exclusive = [
  ['network_mode', 'networks'],
  ['count', 'device_ids'],
] as const;

function ofList(node: Node, list: readonly Json[], path: readonly string[]): Problem[] {
  return [
    ...(node.uniqueItems ? repeated(list) : []).map((index) => ({
      path: [...path, String(index)],
      message: `${nameOf(path)} has the same entry twice: keep one`,
    })),
    ...list.flatMap((item, index) => check(node.items ?? {}, item, [...path, String(index)])),
  ];
}

/** Positions of entries that are there before. */
function repeated(list: readonly Json[]): number[] {
  const seen = new Set<string>();
  return list.flatMap((item, index) => (seen.size === seen.add(JSON.stringify(item)).size ? index : []));
}

const expressions = new Map<string, RegExp>();

/** The specification's few patterns are asked for thousands of times. */
function expression(pattern: string): RegExp {
  const found = expressions.get(pattern) ?? new RegExp(pattern);
  expressions.set(pattern, found);
  return found;
}

function ofScalar({ enum: choices, pattern, minimum = -Infinity, maximum = Infinity }: Node, value: Json): string | null {
  const text = String(value);
  if (choices && !choices.includes(text)) return `takes ${listed(choices, 'or')}, not ${show(value)}`;
  if (pattern !== undefined && !expression(`^(?:${pattern})$`).test(text)) return `takes ${inWords(pattern)}, not ${show(value)}`;
  if (typeof value !== 'number' || (value >= minimum && value <= maximum)) return null;
  return `is ${value}, and must be ${maximum === Infinity ? `${minimum} or more` : `from ${minimum} to ${maximum}`}`;
}

/** The specification has two patterns: words to choose from, and a name. */
const inWords = (pattern: string): string =>
  pattern.includes('|')
    ? listed(
        pattern.split('|').map((word) => word.replace(/\(.*$/, '12h')),
        'or',
      )
    : 'at least two letters, digits, _ . or -, the first a letter or digit';

function unknownKey(key: string, known: readonly string[]): string {
  const hint =
    didYouMean(key, known)?.replace('Did', 'did') ??
    (known.length > 0 && known.length <= 12 ? `compose knows ${known.join(', ')} here` : null);
  const names = known.length === 0 ? 'no such name is allowed here' : null;
  return [`unknown key ${key}`, hint ?? names].filter((part) => part !== null).join('; ');
}

const kindsOf = ({ type, oneOf, enum: choices }: Node): readonly string[] =>
  oneOf ? oneOf.map(resolved).flatMap(kindsOf) : type === undefined ? (choices ? ['string'] : ['any']) : [type].flat();

const kinds: { readonly [type: string]: readonly [words: string, test: (value: Json) => boolean] } = {
  any: ['anything', () => true],
  string: ['a text', (value) => typeof value === 'string'],
  integer: ['a whole number', (value) => Number.isInteger(value)],
  number: ['a number', (value) => typeof value === 'number'],
  boolean: ['true or false', (value) => typeof value === 'boolean'],
  array: ['a list', Array.isArray],
  object: ['a map', isRecord],
  null: ['nothing', (value) => value === null],
};

const isKind = (kind: string, value: Json): boolean => kinds[kind]?.[1](value) ?? false;

function wrongKind(node: Node, value: Json): string {
  const wanted = [...new Set(kindsOf(node))].filter((kind) => kind !== 'null');
  const takes = `takes ${listed(
    wanted.map((kind) => kinds[kind]?.[0] ?? kind),
    'or',
  )}`;
  if (wanted.includes('string') && (typeof value === 'number' || typeof value === 'boolean'))
    return `${takes}: put it in quotes, "${value}"`;
  const [kind] = Object.keys(kinds).filter((one) => one !== 'any' && isKind(one, value));
  return `${takes}, not ${kinds[kind ?? '']?.[0]}`;
}

/** `ports`, or `an entry of ports`. */
const nameOf = (path: readonly string[]): string => {
  const name = path.at(-1);
  return name === undefined ? 'it' : /^\d+$/.test(name) ? `an entry of ${path.findLast((key) => !/^\d+$/.test(key)) ?? 'the list'}` : name;
};

const listed = (words: readonly string[], join: string): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${join} ${words.at(-1)}`;

const show = (value: Json): string => JSON.stringify(value).slice(0, 80);
