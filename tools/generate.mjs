/**
 * Writes what is made from the JSON schemas: the types of the artifacts in @hl/core, the types of the files people write and the schemas as
 * constants in @hl/schema, and the reference pages.
 *
 *   node tools/generate.mjs            write packages/core/src/model/artifacts.gen.ts, packages/schema/src/*.gen.ts and docs/reference/*.md
 *   node tools/generate.mjs --check    exit 1 and name what is stale
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { artifactTypes } from './generate/artifacts.mjs';
import { reference } from './generate/reference.mjs';
import { types } from './generate/types.mjs';

const root = new URL('../', import.meta.url);
const source = new URL('schemas/', root);
const suffix = '.schema.json';

const names = (await readdir(source)).filter((name) => name.endsWith(suffix)).sort();
const schemas = new Map(
  await Promise.all(names.map(async (name) => [name.slice(0, -suffix.length), JSON.parse(await readFile(new URL(name, source), 'utf8'))])),
);
const files = new Map([...(await artifactTypes(schemas, root)), ...(await types(schemas)), ...reference(schemas)]);

/** Files of earlier runs, by the same rule. */
async function present(directory, ending) {
  const found = await readdir(new URL(directory, root)).catch(() => []);
  return found.filter((name) => name.endsWith(ending)).map((name) => `${directory}${name}`);
}
const places = [
  ...(await present('packages/core/src/model/', '.gen.ts')),
  ...(await present('packages/schema/src/', '.gen.ts')),
  ...(await present('docs/reference/', '.md')),
];
const current = new Map(await Promise.all(places.map(async (path) => [path, await readFile(new URL(path, root), 'utf8')])));
const stale = [...new Set([...files.keys(), ...current.keys()])].filter((path) => files.get(path) !== current.get(path)).sort();

if (process.argv.includes('--check')) {
  for (const path of stale) console.error(`${path} is stale; run npm run generate`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const path of stale) {
    await mkdir(dirname(fileURLToPath(new URL(path, root))), { recursive: true });
    if (files.has(path)) await writeFile(new URL(path, root), files.get(path));
    else await rm(new URL(path, root));
  }
  console.log(stale.length > 0 ? `wrote ${stale.join(', ')}` : 'all up to date');
}
