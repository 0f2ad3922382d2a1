import { readFileSync } from 'node:fs';
import { type Remote, sha256 } from '@hl/core';
import { readText } from '../observe/files.js';
import type { Target } from './targets.js';

const script = readFileSync(new URL('../../scripts/replace-if-unchanged.sh', import.meta.url), 'utf8');

/**
 * Puts `to` in the place of `from`; false, and nothing done, when the file holds something else by now. A machine without a shell that can do
 * this gets a plain write.
 *
 * @throws HlError what the remote throws
 */
export async function replace(remote: Remote, { path, mode, how }: Target, from: string, to: string): Promise<boolean> {
  const { stdout } = await remote.run(['sh', '-c', script, 'sh', path, mode.toString(8), how, `${sha256(from)}  -`], {
    stdin: to,
    accept: 'any',
  });
  if (stdout.trim() === 'replaced') return true;
  if (stdout.trim() === 'changed' || (await readText(remote, path)) !== from) return false;
  await remote.write(path, to, { mode, how });
  return true;
}
