import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Problem } from '../diagnostic.js';
import { didYouMean } from '@hl/compose/nearest';
import { isRecord } from '@hl/core';
import { exampleOf, patternHint, rangeHint, typeHint, type Node } from './hints.js';
import { notOneOf, show } from './show.js';

/** Keywords of which the value in the schema says all. */
const limits: { readonly [keyword: string]: string } = {
  const: 'is not',
  minimum: 'is less than the minimum of',
  exclusiveMinimum: 'is not greater than',
  maximum: 'is greater than the maximum of',
};

/** Pattern of a variable's name. */
const variable = '^[A-Za-z_][A-Za-z0-9_]*$';

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
      const pair = pairHint(path, data);
      if (pair !== null) return { path, key: false, rule: 'type', message: `${show(data)} is a mapping`, hint: pair };
      // An entry of a list has no home elsewhere.
      const inList = path.some((part) => /^\d+$/.test(part));
      const hint =
        (keys.length > 0 && !inList ? home(key) : undefined) ??
        (/^\d+$/.test(key) ? `Several values stand in brackets: [200, ${key}].` : undefined) ??
        didYouMean(key, keys) ??
        known;
      const message = `unknown key ${show(key)}${under === null ? '' : ` in ${under}`}`;
      return { path: [...path, key], key: true, rule: 'unknown-key', message, hint };
    }
    case 'type':
      return here(`${show(data)} is not of type ${types.map((type) => `'${type}'`).join(', ')}`, typeHint(types, data, path, parent));
    case 'enum':
      return { path, ...notOneOf(show(data), types, 'Use one of the list.') };
    case 'pattern':
      if (schema === variable && String(data).includes('://'))
        // It may be the secret itself, which no message has.
        return here(
          `${name} is a URL, not the name of a variable`,
          'Put the URL into a variable of the CI job, or of .env beside hl.yml, and write its name here.',
        );
      return here(`${show(data)} does not match pattern ${String(schema)}`, patternHint(String(schema), String(data), parent, path));
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
      return limits[keyword] === undefined
        ? here(error.message ?? keyword)
        : here(`${show(data)} ${limits[keyword]} ${show(schema)}`, rangeHint(parent));
  }
}

/** `- 8443: 443`: a blank too many makes a mapping of it. */
function pairHint(path: readonly string[], data: unknown): string | null {
  const [[key, value] = [], ...more] = isRecord(data) ? Object.entries(data) : [];
  const isListed = /^(ports|volumes|devices)$/.test(path.at(-2) ?? '') && /^\d+$/.test(path.at(-1) ?? '');
  const isPair = key !== undefined && more.length === 0 && /^(string|number)$/.test(typeof value);
  return isListed && isPair ? `Write ${key}:${String(value)}, without a blank after the colon.` : null;
}
