import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import type { Problem } from '../diagnostic.js';
import { schemas } from '../schemas.gen.js';
import { acceptsOf } from './shape/accepts.js';
import { ajv } from './shape/library.js';
import { problemOf } from './wording.js';

/** A wrong file has a few errors; thousands mean that it is another kind of file. */
const problemLimit = 100;

let compiler: Ajv2020 | undefined;
const accepting = new Map<string, ReturnType<typeof acceptsOf>>();

/** Compiled when first asked for: it takes longer than checking hundreds of files. */
function validator(name: string): ValidateFunction | undefined {
  if (!compiler) {
    compiler = new (ajv().Ajv2020)({
      allErrors: true,
      verbose: true,
      strict: true,
      allowUnionTypes: true,
      strictRequired: false,
      validateFormats: false,
      validateSchema: false, // a test does: it takes longer than reading a site
      // It takes longer to make the code shorter than to run it for thousands of files.
      code: { optimize: false },
      keywords: ['tsType', 'x-role', 'x-goes-to'],
    });
    for (const [key, schema] of Object.entries(schemas)) compiler.addSchema(schema, `${key}.schema.json`);
  }
  return compiler.getSchema(`${name}.schema.json`);
}

/** What is wrong with `value` by `schemas/<name>.schema.json`; null when there is no such schema. */
export function validate(name: string, value: unknown): Problem[] | null {
  const schema = schemas[name];
  if (!schema) return null;
  const accepts = accepting.get(name) ?? acceptsOf(schema);
  accepting.set(name, accepts);
  if (accepts(value)) return [];
  const check = validator(name);
  if (!check || check(value)) return [];
  // A key without a value counts as absent, whatever would be right there; only its name can be wrong.
  const told = (check.errors ?? []).filter(({ data }) => data !== undefined);
  return told.slice(0, problemLimit).flatMap((error) => problemOf(error, (key) => home(key, schema)) ?? []);
}

type Sections = { readonly properties?: { readonly [name: string]: Sections } } | undefined;

/** Where a key that was found elsewhere belongs. */
function home(key: string, schema: Sections, under: readonly string[] = []): string | undefined {
  const sections = schema?.properties ?? {};
  if (Object.hasOwn(sections, key))
    return `${key} belongs ${under.length === 0 ? 'at the top of the file, beside deployment' : `under ${under.join('.')}`}.`;
  const found = Object.entries(sections).map(([name, section]) => home(key, section, [...under, name]));
  return found.find((hint) => hint !== undefined);
}
