/**
 * Makes the tarballs that are published, of what was built: npm run build first.
 *
 *   node tools/pack/pack.mjs [folder]       default: dist/tarballs
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entriesOf } from './door.mjs';
import { needsOf } from './needs.mjs';
import { stage } from './stage.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export const manifestOf = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

/** Folders of all that is published. */
export const packages = () =>
  ['packages', 'apps']
    .flatMap((kind) => readdirSync(join(root, kind)).map((name) => `${kind}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')) && !manifestOf(folder).private);

/**
 * Makes the folders that are published: `dist/packages/core` of `packages/core`.
 *
 * @returns the workspace that they are in
 */
export function stageAll() {
  const [to, folders] = [join(root, 'dist'), packages()];
  const needs = needsOf(folders.flatMap((folder) => entriesOf(manifestOf(folder)).map(({ types }) => join(root, folder, types))));
  for (const folder of folders) stage(root, folder, needs);
  writeFileSync(join(to, 'package.json'), JSON.stringify({ private: true, workspaces: folders }));
  return to;
}

/** @returns what `npm pack` says of each: name, filename, size (packed bytes), files */
export function pack(to) {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const argv = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', to, '--workspaces'];
  return Object.values(JSON.parse(execFileSync('npm', argv, { cwd: stageAll(), encoding: 'utf8', maxBuffer: 1 << 26 }))).map((one) => ({
    ...one,
    filename: join(to, one.filename),
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const { name, size, filename } of pack(resolve(process.argv[2] ?? 'dist/tarballs'))) console.log(`${name} ${size} ${filename}`);
