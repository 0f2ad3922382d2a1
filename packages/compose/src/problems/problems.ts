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
export const problemsOf = (written: Json, as: 'file' | 'service' = 'file'): readonly Problem[] =>
  check(as === 'file' ? root : definition(as), written, []);

const definition = (name: string): Node => root.definitions?.[name] ?? {};

const referred = new Map(Object.keys(root.definitions ?? {}).map((name) => [`#/definitions/${name}`, definition(name)]));

const resolved = (node: Node): Node => (node.$ref === undefined ? node : (referred.get(node.$ref) ?? {}));

/** Most values have none. */
const none: readonly Problem[] = [];

/** @param path one list for all, which is copied where something is told */
function check(schema: Node, value: Json, path: string[]): readonly Problem[] {
  const node = resolved(schema);
  if (isReset(value) || (typeof value === 'string' && /\$[{A-Za-z_]/.test(value))) return none;
  if (isOverride(value)) return check(node, value[overrideTag], path);
  let least: readonly Problem[] | null = null;
  for (const alternative of node.oneOf ?? [node]) {
    const one = resolved(alternative);
    if (!isOfKind(one, value)) continue;
    const found = one.oneOf ? check(one, value, path) : inside(one, value, path);
    if (found.length === 0) return none;
    if (least === null || found.length < least.length) least = found;
  }
  return least ?? [{ path: [...path], message: `${nameOf(path)} ${formProblem(value, path) ?? wrongKind(node, value)}` }];
}

/** Problems of what stands under a key or at an index. */
function below(schema: Node, value: Json, path: string[], name: string): readonly Problem[] {
  path.push(name);
  const found = check(schema, value, path);
  path.pop();
  return found;
}

/** Problems of a value of the right kind. */
function inside(node: Node, value: Json, path: string[]): readonly Problem[] {
  if (isRecord(value)) return ofMap(node, value as { readonly [name: string]: Json }, path);
  if (Array.isArray(value)) return ofList(node, value, path);
  const message = ofScalar(node, value) ?? formProblem(value, path);
  return message === null ? none : [{ path: [...path], message: `${nameOf(path)} ${message}` }];
}

function ofMap(node: Node, map: { readonly [name: string]: Json }, path: string[]): readonly Problem[] {
  const problems: Problem[] = [];
  for (const name of node.required ?? [])
    if (!Object.hasOwn(map, name)) problems.push({ path: [...path], message: `${nameOf(path)} needs ${name}` });
  for (const [one, other] of exclusive)
    if ((map[one] ?? null) !== null && (map[other] ?? null) !== null)
      problems.push({ path: [...path, other], message: `${other} does not go with ${one}: keep one of them` });
  for (const key of Object.keys(map)) {
    const own = Object.hasOwn(node.properties ?? {}, key) ? node.properties?.[key] : undefined;
    const found = own ?? alike(node, key) ?? node.additionalProperties;
    if (typeof found === 'object') problems.push(...below(found, map[key] as Json, path, key));
    else if (found === false) problems.push({ path: [...path, key], message: unknownKey(key, Object.keys(node.properties ?? {})) });
  }
  return problems;
}

/** What is told of a key by a pattern. */
const alike = ({ patternProperties }: Node, key: string): Node | undefined =>
  patternProperties && Object.entries(patternProperties).find(([pattern]) => expression(pattern).test(key))?.[1];

/** Keys that compose does not take together; its schema does not say so. */
const exclusive = [
  ['network_mode', 'networks'],
  ['count', 'device_ids'],
] as const;

function ofList(node: Node, list: readonly Json[], path: string[]): readonly Problem[] {
  const twice = node.uniqueItems && list.length > 1 ? repeated(list) : [];
  const told = twice.map((index) => ({ path: [...path, String(index)], message: `${nameOf(path)} has the same entry twice: keep one` }));
  return [...told, ...list.flatMap((item, index) => below(node.items ?? {}, item, path, String(index)))];
}

/** Positions of entries that are there before. */
function repeated(list: readonly Json[]): number[] {
  if (new Set(list).size === list.length && list.every((item) => typeof item !== 'object')) return [];
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

function isOfKind({ oneOf, type, enum: choices }: Node, value: Json): boolean {
  if (oneOf) return oneOf.some((one) => isOfKind(resolved(one), value));
  if (typeof type === 'string') return isKind(type, value);
  return type === undefined ? !choices || typeof value === 'string' : type.some((kind) => isKind(kind, value));
}

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
