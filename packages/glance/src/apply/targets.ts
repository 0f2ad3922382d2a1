import { readFileSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import type { Remote, WriteOptions } from '@hl/core';
import { isMountedAlone, type Mount } from './mounts.js';

const lookAtFiles = readFileSync(new URL('../../scripts/look-at-files.sh', import.meta.url), 'utf8');

/** How a file must be written so that its reader gets it, and so that its owner and rights stay. */
export interface Target extends Required<WriteOptions> {
  /** With symbolic links followed. */
  readonly path: string;
  /** The file or directory that we have no right to write and would have to; null when there is none, or nobody could tell. */
  readonly closed: string | null;
}

/** By path as it is given. */
export async function findTargets(remote: Remote, paths: readonly string[], mounts: readonly Mount[]): Promise<Map<string, Target>> {
  if (paths.length === 0) return new Map();
  const { stdout } = await remote.run(['sh', '-c', lookAtFiles, 'sh', ...paths], { accept: 'any' });
  const lines = stdout.split('\n');
  const user = lines[paths.length]?.trim();
  return new Map(paths.map((path, index) => [path, targetOf(path, lines[index] ?? '', user, mounts)]));
}

/** @param line what `look-at-files.sh` prints of it */
export function targetOf(path: string, line: string, user: string | undefined, mounts: readonly Mount[]): Target {
  const [real = '', rights = '', facts = ''] = line.split('\t');
  const [mode = '', owner, links] = facts.trim().split(' ');
  const where = real.startsWith('/') ? real : path;
  const alone = isMountedAlone(path, mounts) || isMountedAlone(where, mounts);
  const renamed = !alone && (owner === undefined || owner === user) && (links === undefined || links === '1');
  // What lies beside the file, a backup, is written in any case.
  const needed = [renamed ? [dirname(where), rights[1]] : [where, rights[0]], [dirname(path), rights[2]]];
  const closed = needed.find(([, right]) => right === '0')?.[0] ?? null;
  return { path: where, mode: parseInt(/^[0-7]{3,4}$/.test(mode) ? mode : '644', 8), how: renamed ? 'rename' : 'inPlace', closed };
}
