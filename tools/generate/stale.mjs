import { readdir, readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { benchmarks } from '../bench/page/write.mjs';
import { filesIn } from '../checks/files.mjs';
import { artifactTypes } from './artifacts.mjs';
import { commandsPage } from './pages/commands.mjs';
import { composeSpecification } from './compose.mjs';
import { editorSchemas } from './editor.mjs';
import { errorsPage } from './pages/errors.mjs';
import { reference } from './pages/reference.mjs';
import { templates } from './templates.mjs';
import { types } from './types.mjs';

const suffix = '.schema.json';

/** What is made from the JSON schemas and templates below `root`, text by path, and the paths where something else, or an earlier run's file, lies. */
export async function made(root) {
  const base = pathToFileURL(`${root}/`);
  const source = new URL('schemas/', base);
  const names = (await readdir(source)).filter((name) => name.endsWith(suffix)).sort();
  const schemas = new Map();
  for (const name of names) schemas.set(name.slice(0, -suffix.length), JSON.parse(await readFile(new URL(name, source), 'utf8')));
  const files = new Map([
    ...(await artifactTypes(schemas, base)),
    ...(await types(schemas)),
    ...(await composeSpecification()),
    ...(await editorSchemas(schemas, base)),
    ...reference(schemas),
    ...(await templates(base)),
    ...errorsPage(root),
    ...(await commandsPage(root)),
    ...benchmarks(root),
  ]);

  const written = filesIn(root).filter(
    (path) =>
      path.endsWith('.gen.ts') ||
      /^docs\/reference\/.*\.md$|^docs\/pictures\/bench-.*\.svg$|^packages\/schema\/v1\/|^apps\/pipeline-runner\/templates\//.test(path) ||
      files.has(path),
  );
  const current = new Map();
  for (const path of written) current.set(path, await readFile(new URL(path, base), 'utf8'));
  const stale = [...new Set([...files.keys(), ...current.keys()])].filter((path) => files.get(path) !== current.get(path)).sort();
  return { files, stale };
}

/** Generated files that are not what the schemas say. */
export const generated = async (root) => (await made(root)).stale.map((path) => `${path} is stale: npm run generate`);
