/**
 * The first job of a pipeline makes hl, the others take it from its artifacts: `.hl/hl.mjs`, one file that needs Node and git only.
 * A cached one is good as long as it was made from the sources of this commit; then nothing is installed.
 *
 *   node tools/bundle/ensure.mjs
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, renameSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const file = join(root, '.hl/hl.mjs');
const sources = ['packages', 'apps', 'tools/bundle', 'package-lock.json'];

/** Git's own ids of what goes into it: the same sources in another commit give the same. */
const ids = execFileSync('git', ['rev-parse', ...sources.map((path) => `HEAD:./${path}`)], { cwd: root });
const banner = `// hl ${createHash('sha256').update(ids).digest('hex')}`;

function isMadeFrom(line) {
  if (!existsSync(file)) return false;
  const begins = `#!/usr/bin/env node\n${line}\n`;
  const bytes = Buffer.alloc(begins.length);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, bytes);
  closeSync(descriptor);
  return bytes.toString() === begins;
}

if (isMadeFrom(banner)) {
  console.log('hl is here, nothing is installed');
} else {
  const began = Date.now();
  if (!existsSync(join(root, 'node_modules/esbuild'))) {
    // What hl runs on and esbuild: a tenth of what its tests need.
    const { status } = spawnSync('npm', ['ci', '--omit=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], {
      cwd: root,
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(status ?? 1);
  }
  const { bundle } = await import('./bundle.mjs');
  await bundle(`${file}.new`, banner);
  renameSync(`${file}.new`, file); // half a file would pass for a whole one: it is known by its first lines
  console.log(`hl was made in ${Math.round((Date.now() - began) / 1000)} s`);
}
