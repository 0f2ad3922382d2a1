import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Problem } from '../diagnostic.js';
import { didYouMean } from '@hl/compose';
import { isRecord } from '@hl/core';
import { notOneOf, show } from './show.js';

interface Node {
  readonly required?: readonly string[];
  readonly properties?: { readonly [name: string]: Node };
  readonly examples?: readonly unknown[];
  readonly description?: string;
}

/** Keywords of which the value in the schema says all. */
const limits: { readonly [keyword: string]: string } = {
  const: 'is not',
  minimum: 'is less than the minimum of',
  exclusiveMinimum: 'is not greater than',
  maximum: 'is greater than the maximum of',
};

/** One error of ajv (with `verbose`) in our words. Null: it says nothing that another error does not say better. */
export function problemOf(error: ErrorObject, home: (key: string) => string | undefined): Problem | null {
  const { keyword, data, schema, params, instancePath, propertyName } = error;
  const parts = instancePath.split('/').slice(1);
  const path = parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')).concat(propertyName ?? []);
  const parent = (error.parentSchema ?? {}) as Node;
  const name = String(path.at(-1) ?? 'the file');
  const under = path.length > 0 ? path.join('.') : null;
  const here = (message: string, hint?: string): Problem => ({ path, key: propertyName !== undefined, rule: keyword, message, hint });
  const types = [schema].flat().map(String);
  // Another spelling that would have been right is told by what it was compared with.
  if (keyword === 'anyOf' || (keyword === 'pattern' && error.schemaPath.includes('/anyOf/'))) return null;
  switch (keyword) {
    case 'required': {
      const missing = String(params['missingProperty']);
      const { required, ...property } = parent.properties?.[missing] ?? {};
      const what = exampleOf(property) ? `: ${exampleOf(property)}` : required ? ` with ${required.join(', ')}` : '';
      const hint = `Add ${missing}${what}${under === null ? '' : ` under ${under}`}.`;
      return { ...here(`${missing} is required`, hint), path: [...path, missing], key: true };
    }
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const keys = Object.keys(parent.properties ?? {});
      const known = keys.length > 30 ? 'docs/reference/service.md has all keys.' : `Known keys: ${keys.join(', ')}.`;
      // An entry of a list has no home elsewhere.
      const inList = path.some((part) => /^\d+$/.test(part));
      const hint = (keys.length > 0 && !inList ? home(key) : undefined) ?? didYouMean(key, keys) ?? known;
      const message = `unknown key ${show(key)}${under === null ? '' : ` in ${under}`}`;
      return { path: [...path, key], key: true, rule: 'unknown-key', message, hint };
    }
    case 'type':
      return here(`${show(data)} is not of type ${types.map((type) => `'${type}'`).join(', ')}`, typeHint(types, data, path, parent));
    case 'enum':
      return { path, ...notOneOf(show(data), types, 'Use one of the list.') };
    case 'pattern':
      return here(`${show(data)} does not match pattern ${String(schema)}`, patternHint(String(schema), String(data), parent));
    case 'propertyNames':
      return null;
    case 'minLength':
      return data === '' ? here(`${name} is empty`, 'Give it a value or remove the line.') : here(`${show(data)} is too short`);
    case 'maxLength':
      return here(`${name} is too long: ${String(data).length} characters, ${show(schema)} at most`);
    case 'minItems':
    case 'minProperties':
      return here(`${name} is empty`, 'Give it an entry or remove the line.');
    case 'uniqueItems': {
      const later = Math.max(Number(params['i']), Number(params['j']));
      return { ...here(`${show((data as unknown[])[later])} is listed twice`, 'Keep one of them.'), path: [...path, String(later)] };
    }
    default:
      return here(limits[keyword] === undefined ? (error.message ?? keyword) : `${show(data)} ${limits[keyword]} ${show(schema)}`);
  }
}

function typeHint(types: readonly string[], data: unknown, path: readonly string[], { required = [] }: Node): string {
  const name = String(path.at(-1) ?? 'the file');
  const [, outside, inside] = (name === 'port' && /^(\d+):(\d+)$/.exec(String(data))) || [];
  if (inside !== undefined) return `Write port: ${outside} and container_port: ${inside}.`;
  if (path.join('.') === 'deployment.dns' && isRecord(data))
    return 'Move it to the top of the file: here are the name servers of the container.';
  if (name === 'restart' && data === false) return "Write restart: 'no'.";
  const [entry, ...more] = isRecord(data) ? Object.entries(data) : [];
  if (/^(environment|labels)$/.test(path.at(-2) ?? '') && /^\d+$/.test(name) && entry && more.length === 0)
    return `Write - ${entry[0]}=${String(entry[1])}; or all of them as a mapping, without dashes.`;
  if (types.includes('integer') && typeof data === 'string' && /^\d+$/.test(data)) return `Write ${data} without quotes.`;
  if (types.includes('integer') && typeof data === 'number') return 'Write a whole number.';
  if (types.includes('boolean')) return 'Write true or false.';
  if (types.includes('string') && (typeof data === 'number' || typeof data === 'boolean')) return `Put it in quotes: '${String(data)}'.`;
  if (types.includes('array')) return `Write a list: ${typeof data === 'object' ? '- …' : `[${show(data)}]`}.`;
  if (types.includes('object')) {
    if (data === true) return `Write ${name}: { … } with what differs from the defaults, or ${name}: {}.`;
    if (required.length === 1 && typeof data === 'string') return `Write { ${required[0]}: ${show(data)} }.`;
    if (Array.isArray(data)) return 'Write a mapping, key: value without dashes, one a line.';
    return 'Write a mapping: key: value, one a line, indented below.';
  }
  return `Write ${types.map((type) => (type === 'string' ? 'a text' : type === 'integer' ? 'a whole number' : `a ${type}`)).join(' or ')}.`;
}

function patternHint(pattern: string, data: string, schema: Node): string {
  if (pattern === '^[a-z0-9][a-z0-9-]*$') {
    const plain = data.normalize('NFKD').toLowerCase();
    const slug = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
    return slug === '' ? 'Use lower-case letters, digits and dashes.' : `Write ${slug}: lower-case letters, digits and dashes.`;
  }
  const example = exampleOf(schema);
  return example ? `For example: ${example}.` : schema.description || 'Remove the characters that do not belong.';
}

function exampleOf({ examples: [example] = [] }: Node): string | undefined {
  return typeof example === 'string' || typeof example === 'number' ? String(example) : undefined;
}
