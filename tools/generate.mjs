/**
 * Writes what is made from the JSON schemas: the types of the artifacts in @hl/core, the types of the files people write and the schemas as
 * constants in @hl/schema, the reference pages, and the page of the benchmarks from their figures.
 *
 *   node tools/generate.mjs              write what is stale
 *   node tools/generate.mjs --check      name it, and exit 1
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generated, made } from './generate/stale.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
if (process.argv.includes('--check')) {
  const problems = await generated(root);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
} else {
  const { files, stale } = await made(root);
  for (const path of stale) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    if (files.has(path)) await writeFile(join(root, path), files.get(path));
    else await rm(join(root, path));
  }
  console.log(stale.length > 0 ? `wrote ${stale.join(', ')}` : 'all up to date');
}
