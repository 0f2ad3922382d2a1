import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const made = [];
process.on('exit', () => made.forEach((one) => rmSync(one, { recursive: true, force: true })));

/** A folder that goes with this process. */
export function scratch() {
  made.push(mkdtempSync(join(tmpdir(), 'hl-test-')));
  return made.at(-1);
}

/** Writes a file below a folder, and the folders on the way there; gives its path. */
export function put(root, path, text = '') {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}
