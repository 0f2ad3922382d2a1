import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Path, Problem } from '../diagnostic.js';
import { didYouMean } from './nearest.js';

/** A value in a message: texts as they are, the rest as JSON, both cut to a readable length. */
export function show(value: unknown): string {
  const text = typeof value === 'string' ? value.replace(/\s+/g, ' ') : (JSON.stringify(value) ?? String(value));
  return text === '' ? "''" : text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

export const listed = (values: Iterable<unknown>): string =>
  `[${Array.from(values, (value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(', ')}]`;

/** `x is not one of ['a', 'b']`, with what was probably meant. */
export function notOneOf(path: Path, value: string, allowed: readonly string[], otherwise?: string): Problem {
  return { path, rule: 'enum', message: `${show(value)} is not one of ${listed(allowed)}`, hint: didYouMean(value, allowed) ?? otherwise };
}

/** One error of ajv (with `verbose`) in our words. Null: it says nothing that another error does not say better. */
export function problemOf(error: ErrorObject, path: Path, home: (key: string) => string | undefined): Problem | null {
  const { keyword, data, schema, params, parentSchema } = error;
  const name = path.at(-1) ?? 'the file';
  const here = (message: string, hint?: string): Problem => ({ path, rule: keyword, message, hint });
  switch (keyword) {
    case 'required': {
      const missing = String(params['missingProperty']);
      const property = subschema(parentSchema, missing);
      const example = exampleOf(property);
      const parts = (property as { required?: readonly string[] } | undefined)?.required;
      return {
        path: [...path, missing],
        rule: keyword,
        message: `${missing} is required`,
        hint: `Add ${missing}${example ? `: ${example}` : parts ? ` with ${parts.join(', ')}` : ''}${path.length > 0 ? ` under ${path.join('.')}` : ''}.`,
        place: 'key',
      };
    }
    case 'type':
      return here(
        `${show(data)} is not of type ${[schema]
          .flat()
          .map((type) => `'${String(type)}'`)
          .join(', ')}`,
        typeHint([schema].flat().map(String), data, String(name), parentSchema),
      );
    case 'enum':
      return notOneOf(path, show(data), (schema as unknown[]).map(String), 'Use one of the list.');
    case 'const':
      return here(`${show(data)} is not ${show(schema)}`);
    case 'pattern':
      return here(`${show(data)} does not match pattern ${String(schema)}`, patternHint(String(schema), data, parentSchema));
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const keys = Object.keys((parentSchema?.['properties'] ?? {}) as object);
      return {
        path: [...path, key],
        rule: 'unknown-key',
        message: `unknown key ${show(key)}${path.length > 0 ? ` in ${path.join('.')}` : ''}`,
        hint:
          (keys.length > 0 ? home(key) : undefined) ??
          didYouMean(key, keys) ??
          `Known keys: ${keys.join(', ')}.${keys.includes('compose') ? ' What else compose knows goes under deployment.compose.' : ''}`,
        place: 'key',
      };
    }
    case 'propertyNames':
      return null;
    case 'minimum':
      return here(`${show(data)} is less than the minimum of ${show(schema)}`);
    case 'exclusiveMinimum':
      return here(`${show(data)} is not greater than ${show(schema)}`);
    case 'maximum':
      return here(`${show(data)} is greater than the maximum of ${show(schema)}`);
    case 'minLength':
      return here(
        data === '' ? `${name} is empty` : `${show(data)} is too short`,
        data === '' ? 'Give it a value or remove the line.' : undefined,
      );
    case 'maxLength':
      return here(`${name} is too long: ${String(data).length} characters, ${show(schema)} at most`);
    case 'minItems':
    case 'minProperties':
      return here(`${name} is empty`, 'Give it an entry or remove the line.');
    case 'uniqueItems': {
      const later = Math.max(Number(params['i']), Number(params['j']));
      return { ...here(`${show((data as unknown[])[later])} is listed twice`, 'Keep one of them.'), path: [...path, later] };
    }
    default:
      return here(error.message ?? keyword);
  }
}

function typeHint(types: readonly string[], data: unknown, name: string, schema: object | undefined): string {
  const [first, ...others] = (schema as { required?: readonly string[] } | undefined)?.required ?? [];
  if (types.includes('integer') && typeof data === 'string' && /^\d+$/.test(data)) return `Write ${data} without quotes.`;
  if (types.includes('integer') && typeof data === 'number') return 'Write a whole number.';
  if (types.includes('boolean')) return 'Write true or false.';
  if (types.includes('string') && (typeof data === 'number' || typeof data === 'boolean')) return `Put it in quotes: '${String(data)}'.`;
  if (types.includes('array')) return `Write a list: ${typeof data === 'object' ? '- …' : `[${show(data)}]`}.`;
  if (types.includes('object') && data === true) return `Write ${name}: { … } with what differs from the defaults, or ${name}: {}.`;
  if (types.includes('object') && first !== undefined && others.length === 0 && typeof data === 'string')
    return `Write { ${first}: ${show(data)} }.`;
  if (types.includes('object') && Array.isArray(data)) return 'Write a mapping, key: value without dashes, one a line.';
  if (types.includes('object')) return 'Write a mapping: key: value, one a line, indented below.';
  return `Write ${types.map((type) => (type === 'string' ? 'a text' : type === 'integer' ? 'a whole number' : `a ${type}`)).join(' or ')}.`;
}

function patternHint(pattern: string, data: unknown, schema: object | undefined): string {
  const slug = String(data)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (pattern === '^[a-z0-9][a-z0-9-]*$')
    return slug === '' ? 'Use lower-case letters, digits and dashes.' : `Write ${slug}: lower-case letters, digits and dashes.`;
  const example = exampleOf(schema);
  const description = schema && 'description' in schema ? String(schema.description) : '';
  return example ? `For example: ${example}.` : description || 'Remove the characters that do not belong.';
}

function exampleOf(schema: object | undefined): string | undefined {
  const examples = (schema as { examples?: unknown[] } | undefined)?.examples;
  const example = examples?.[0];
  return typeof example === 'string' || typeof example === 'number' ? String(example) : undefined;
}

const subschema = (schema: object | undefined, key: string): object | undefined =>
  (schema as { properties?: Record<string, object> } | undefined)?.properties?.[key];
