import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const prettier = fileURLToPath(new URL('../../node_modules/prettier/bin/prettier.cjs', import.meta.url));

/** Files that `npm run format` would change. */
export function format(root) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [prettier, '--list-different', '.'], { cwd: root, encoding: 'utf8' });
  const files = stdout.split('\n').filter((line) => line !== '');
  return status === 0
    ? []
    : [...files.map((path) => `${path} is not formatted: npm run format`), ...(stderr === '' ? [] : [stderr.trim()])];
}
