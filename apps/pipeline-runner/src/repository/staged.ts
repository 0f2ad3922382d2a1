import { execFileSync } from 'node:child_process';
import { posix } from 'node:path';
import { HlError } from '@hl/core';
import type { Tree } from './tree.js';

/** What a commit would hold now: git's index, of a repository or of a folder in one. */
export interface Index extends Tree {
  /** Paths of what differs from the last commit, removed files too. */
  readonly staged: ReadonlySet<string>;
}

/**
 * Reads the index, as the hook of a commit sees it: also where only parts of a file, or only some files, are committed.
 *
 * @param folders whose files are read at once; others are read one by one
 * @throws HlError HL_STAGED
 */
export function openIndex(cwd: string, folders: readonly string[]): Index {
  const git = (args: readonly string[], input = ''): Buffer => {
    try {
      return execFileSync('git', args, { cwd, input, stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 2 ** 30 });
    } catch (cause) {
      const why = String((cause as { stderr?: Buffer }).stderr ?? '').split('\n')[0] ?? '';
      const hint = '--staged is for a folder that git knows; without it the files on the disk are checked.';
      throw new HlError('HL_STAGED', `the index cannot be read: ${why || 'git did not answer'}`, { kind: 'input', hint, cause });
    }
  };
  const listed = (args: readonly string[]): string[] =>
    git(args)
      .toString()
      .split('\0')
      .filter((line) => line !== '');
  // <mode> <object> <stage>\t<path>; a path that is not merged has several stages, and the first is as good as any.
  const objects = new Map<string, string>();
  for (const line of listed(['ls-files', '--stage', '-z', '--', '.'])) {
    const [, mode = '', object = '', path = ''] = /^(\d+) (\w+) \d\t(.*)$/s.exec(line) ?? [];
    if (mode.startsWith('100') && !objects.has(path)) objects.set(path, object);
  }
  const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`);
  const contents = blobs(
    [...objects].filter(([path]) => folders.some((folder) => isBelow(path, folder))).map(([, object]) => object),
    (input) => git(['cat-file', '--batch'], input),
  );
  const readFile = (path: string): Buffer | null => {
    const object = objects.get(posix.normalize(path));
    if (object === undefined) return null;
    const known = contents.get(object) ?? git(['cat-file', 'blob', object]);
    contents.set(object, known);
    return known;
  };
  return {
    staged: new Set(listed(['diff', '--cached', '--name-only', '--no-renames', '-z', '--relative'])),
    readFile,
    readText: (path) => readFile(path)?.toString() ?? null,
    filesBelow: (folder) => [...objects.keys()].filter((path) => isBelow(path, folder)),
  };
}

/** The bytes of each object, by one git for all. */
function blobs(objects: readonly string[], batch: (input: string) => Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  const answer = objects.length === 0 ? Buffer.alloc(0) : batch(`${[...new Set(objects)].join('\n')}\n`);
  for (let at = 0; at < answer.length;) {
    // <object> blob <size>\n<bytes>\n
    const end = answer.indexOf('\n', at);
    const [object = '', , size = '0'] = answer.toString('utf8', at, end).split(' ');
    found.set(object, answer.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return found;
}
