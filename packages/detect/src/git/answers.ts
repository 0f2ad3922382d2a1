import { HlError } from '@hl/core';

/* What git answers, read. */

/** A leaf of a git tree. `mode` is git's: 100644 and 100755 are files, 120000 is a symlink, 160000 a submodule. */
export interface TreeFile {
  readonly path: string;
  readonly mode: string;
  readonly id: string;
}

/** A path that two commits do not have alike; null: it is not there. */
export interface Difference {
  readonly path: string;
  readonly before: TreeFile | null;
  readonly after: TreeFile | null;
}

export const lines = (bytes: Buffer): string[] => bytes.toString('utf8').split('\n').filter(Boolean);

/** Records of a `-z` listing: a file name may hold a line break. */
export const records = (bytes: Buffer): string[] => bytes.toString('utf8').split('\0').filter(Boolean);

/** `ls-tree -z`: `100644 blob <id><TAB>path`. */
export const leaves = (answer: Buffer): TreeFile[] =>
  records(answer).map((record) => {
    const tab = record.indexOf('\t');
    return { path: record.slice(tab + 1), mode: record.slice(0, 6), id: record.slice(record.lastIndexOf(' ', tab) + 1, tab) };
  });

/** `diff-tree -z --raw`: `:100644 000000 <id> <id> D`, and the path. */
export function differences(answer: Buffer): Difference[] {
  const all = records(answer);
  return Array.from({ length: all.length / 2 }, (_, index) => {
    const [modeBefore = '', modeAfter = '', idBefore = '', idAfter = ''] = all[2 * index]?.slice(1).split(' ') ?? [];
    const path = all[2 * index + 1] ?? '';
    const leaf = (mode: string, id: string): TreeFile | null => (mode === '000000' ? null : { path, mode, id });
    return { path, before: leaf(modeBefore, idBefore), after: leaf(modeAfter, idAfter) };
  });
}

/** `cat-file --batch`: `<id> blob <size>`, the bytes, a line end; again for each object. */
export function cut(answer: Buffer, take: (id: string, bytes: Buffer) => void): void {
  for (let at = 0; at < answer.length;) {
    const end = answer.indexOf(10, at);
    const [id = '', , size] = answer.toString('latin1', at, end).split(' ');
    if (size === undefined) throw new HlError('HL_GIT', `git has lost the object ${id}`, { kind: 'refused', hint: lostHint });
    const next = end + 1 + Number(size);
    take(id, answer.subarray(end + 1, next));
    at = next + 1;
  }
}

const lostHint = 'Look with git fsck, and clone again; GIT_DEPTH: 0 gives CI a whole clone.';
