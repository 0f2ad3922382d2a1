import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Path, Problem } from '../diagnostic.js';
import { schemas } from '../schemas.gen.js';
import { problemOf } from './wording.js';

/** A wrong file has a few errors; thousands mean that it is another kind of file. */
const problemLimit = 100;

let ajv: Ajv2020 | undefined;

/** Compiled when first asked for: it takes longer than checking hundreds of files. */
function validator(name: string): ValidateFunction | undefined {
  if (!ajv) {
    ajv = new Ajv2020({
      allErrors: true,
      verbose: true,
      strict: true,
      allowUnionTypes: true,
      strictRequired: false,
      validateFormats: false,
      keywords: ['tsType', 'x-role'],
    });
    for (const [key, schema] of Object.entries(schemas)) ajv.addSchema(schema, `${key}.schema.json`);
  }
  return ajv.getSchema(`${name}.schema.json`);
}

/** What is wrong with `value` by `schemas/<name>.schema.json`; null when there is no such schema. */
export function validate(name: string, value: unknown): Problem[] | null {
  const check = validator(name);
  if (!check) return null;
  if (check(value)) return [];
  return (check.errors ?? []).slice(0, problemLimit).flatMap((error) => worded(error, value, (key) => home(key, schemas[name])) ?? []);
}

function worded(error: ErrorObject, value: unknown, home: (key: string) => string | undefined): Problem | null {
  const path = pathOf(error.instancePath, value);
  if (error.propertyName === undefined) return problemOf(error, path, home);
  const problem = problemOf(error, [...path, error.propertyName], home);
  return problem && { ...problem, key: true };
}

type Sections = { readonly properties?: { readonly [name: string]: Sections } } | undefined;

/** Where a key that was found elsewhere belongs. */
function home(key: string, schema: Sections, under: readonly string[] = []): string | undefined {
  const sections = Object.entries(schema?.properties ?? {});
  if (under.length > 0 && sections.some(([name]) => name === key)) return `${key} belongs under ${under.join('.')}.`;
  for (const [name, section] of sections) {
    const found = home(key, section, [...under, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A JSON pointer as path; list positions become numbers. */
function pathOf(pointer: string, value: unknown): Path {
  const path: (string | number)[] = [];
  let current = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(current) ? Number(key) : key);
    current = (current as Record<string, unknown> | null)?.[key];
  }
  return path;
}
