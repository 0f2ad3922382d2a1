import { readdir, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { compile } from 'json-schema-to-typescript';
import { options } from './types.mjs';

/** The artifacts: what stages hand on to each other, and the ledger's entries. */
const names = ['changes', 'plan', 'outcomes', 'verification', 'failure', 'ledger', 'messages'];
const home = 'packages/core/src/';
const place = `${home}model/artifacts.gen.ts`;

/** A definition is put where it is referred to: what core declares itself (`tsType`) would get a second name else. */
function inline(node, definitions) {
  if (Array.isArray(node)) return node.map((item) => inline(item, definitions));
  if (typeof node !== 'object' || node === null) return node;
  const { $ref, $defs: _, ...own } = node;
  const whole = $ref ? { ...definitions[$ref.slice('#/$defs/'.length)], ...own } : own;
  return Object.fromEntries(Object.entries(whole).map(([key, value]) => [key, inline(value, definitions)]));
}

/** Artifacts are read, never changed. A comment of one line stays on one. */
const tidy = (text) =>
  text
    .replaceAll(/^( +)(\w+\??:)/gm, '$1readonly $2')
    .replaceAll(/^( *)(readonly \w+: )(\{\n(?:(?!\1\}).*\n)*\1\}\[\];)/gm, '$1$2readonly $3')
    .replaceAll('[k: string]', 'readonly [name: string]')
    .replaceAll(/(: |\| )([\w.]+\[\])/g, '$1readonly $2')
    .replaceAll(/\n *\*\n *\* @minItems.*\n *\* @maxItems.*/g, '')
    .replaceAll(/\/\*\*\n *\* (.*)\n *\*\//g, '/** $1 */');

/** The type of a resolved service, and what its absent fields mean. */
async function serviceTypes(schema) {
  const defaultsOf = ({ properties }) =>
    Object.fromEntries(Object.entries(properties).flatMap(([name, field]) => ('default' in field ? [[name, field.default]] : [])));
  const sections = Object.entries(schema.properties).flatMap(([name, { $ref, oneOf = [] }]) => {
    const definition = ($ref ?? oneOf.find((one) => one.$ref)?.$ref)?.slice('#/$defs/'.length);
    return definition ? [[name, defaultsOf(schema.$defs[definition])]] : [];
  });
  const absent = { service: defaultsOf(schema), sections: Object.fromEntries(sections) };
  const types = tidy(await compile(schema, 'Service', { ...options, bannerComment: '' })).trim();
  return `${options.bannerComment}

import type { Json } from '../values/json.js';

${types}

/** What absent fields of a definition mean. */
export const absent = ${JSON.stringify(absent, null, 2)} as const;
`;
}

/** Where core declares each of its types. */
async function declarations(root) {
  const found = new Map();
  for (const file of await readdir(new URL(home, root), { recursive: true })) {
    if (!file.endsWith('.ts') || file.endsWith('artifacts.gen.ts')) continue;
    const text = await readFile(new URL(home + file, root), 'utf8');
    for (const [, name] of text.matchAll(/^export (?:interface|type) (\w+)[ <]/gm)) found.set(name, file.replace(/ts$/, 'js'));
  }
  return found;
}

/** The `import` lines for what `tsType` names. */
async function imports(schemas, root) {
  const named = new Set(
    JSON.stringify(schemas)
      .match(/(?<="tsType":")[^"]+/g)
      ?.flatMap((type) => type.match(/\b[A-Z]\w+/g) ?? []),
  );
  const declared = await declarations(root);
  const lines = [...named].map((name) => {
    const path = posix.relative(posix.dirname(place), home + declared.get(name));
    return `import type { ${name} } from '${path.startsWith('.') ? path : `./${path}`}';\n`;
  });
  return lines.sort().join('');
}

/**
 * The types of a resolved service and of the artifacts, for everybody who writes or reads one. What core has a type of its own for
 * stays that type.
 *
 * @param schemas by name
 * @param root of the repository, as a URL
 * @returns text by path
 */
export async function artifactTypes(schemas, root) {
  const whole = names.map((name) => inline(schemas.get(name), schemas.get(name).$defs));
  const texts = await Promise.all(whole.map((schema) => compile(schema, schema.title, { ...options, bannerComment: '' })));
  return new Map([
    [`${home}model/service.gen.ts`, await serviceTypes(schemas.get('definition'))],
    [place, `${options.bannerComment}\n\n${await imports(whole, root)}\n${tidy(texts.join('\n'))}`],
  ]);
}
