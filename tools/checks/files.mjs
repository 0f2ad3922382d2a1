import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const made = new Set(['node_modules', 'dist', 'out-tsc', 'coverage', 'test-output']);
const shown = new Set(['.gitlab', '.github', '.ci']);

/** Paths, with `/`, of all files that people write below `root`, new ones too. */
export function filesIn(root, at = root) {
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    const path = join(at, entry.name);
    if (entry.isFile()) return [relative(root, path).split(sep).join('/')];
    const left = made.has(entry.name) || (entry.name.startsWith('.') && !shown.has(entry.name));
    return entry.isDirectory() && !left ? filesIn(root, path) : [];
  });
}
