/**
 * What holds for the repository as a whole.
 *
 *   node tools/check.mjs [--root folder] [lock words links manifests paths generated layout circles shell format]      default: all
 */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const checks = {
  lock: async () => (await import('./checks/lock.mjs')).lock,
  releases: async () => (await import('./checks/releases.mjs')).releases,
  words: async () => (await import('./checks/words.mjs')).words,
  links: async () => (await import('./checks/links.mjs')).links,
  manifests: async () => (await import('./checks/manifests.mjs')).manifests,
  paths: async () => (await import('./checks/paths.mjs')).paths,
  generated: async () => (await import('./generate/stale.mjs')).generated,
  layout: async () => (await import('./checks/layout.mjs')).layout,
  circles: async () => (await import('./checks/circles.mjs')).circles,
  shell: async () => (await import('./checks/shell.mjs')).shell,
  format: async () => (await import('./checks/format.mjs')).format,
};

const { values, positionals } = parseArgs({ options: { root: { type: 'string' } }, allowPositionals: true });
const root = resolve(values.root ?? dirname(dirname(fileURLToPath(import.meta.url))));
for (const name of positionals.length > 0 ? positionals : Object.keys(checks)) {
  const problems = await (await checks[name]())(root);
  for (const problem of problems) console.error(`${name}: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
