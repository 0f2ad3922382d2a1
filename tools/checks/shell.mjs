import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from './files.mjs';

const isShell = (root, path) =>
  path.endsWith('.sh') || (path.startsWith('.ci/') && /^#!.*sh\b/.test(readFileSync(join(root, path), 'utf8')));

/** What shellcheck finds. Where it is not installed (`apt-get install shellcheck`), says so and finds nothing. */
export function shell(root, { program = 'shellcheck', say = console.warn } = {}) {
  const scripts = filesIn(root).filter((path) => isShell(root, path));
  if (scripts.length === 0) return [];
  const { error, status, stdout } = spawnSync(program, ['--format=gcc', '--external-sources', ...scripts], { cwd: root, encoding: 'utf8' });
  if (/** @type {NodeJS.ErrnoException | undefined} */ (error)?.code === 'ENOENT') {
    say(`shellcheck is not installed: ${scripts.length} shell scripts were not checked`);
    return [];
  }
  if (error) throw error;
  return status === 0 ? [] : stdout.trim().split('\n');
}
