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

/** `diff-tree --stdin -z --raw`: for each comparison a commit, then `:100644 000000 <id> <id> D` and the path, again for each difference. */
export function differences(answer: Buffer): Difference[][] {
  const all = records(answer);
  const found: Difference[][] = [];
  for (let at = 0; at < all.length; at += 1) {
    const record = all[at] ?? '';
    if (!record.startsWith(':')) found.push([]);
    else {
      const path = all[(at += 1)] ?? '';
      const [modeBefore = '', modeAfter = '', idBefore = '', idAfter = ''] = record.slice(1).split(' ');
      const leaf = (mode: string, id: string): TreeFile | null => (mode === '000000' ? null : { path, mode, id });
      found.at(-1)?.push({ path, before: leaf(modeBefore, idBefore), after: leaf(modeAfter, idAfter) });
    }
  }
  return found;
}

/** `cat-file --batch`, as it comes: `<id> blob <size>`, the bytes, a line end; or `<id> missing`. Again for each object. */
export function cutter(take: (id: string, bytes: Buffer) => void): { add(bytes: Buffer): void; end(): void } {
  let [held, length, wanted]: [Buffer[], number, number] = [[], 0, 1];
  let lost: string | null = null;
  return {
    add(bytes) {
      held.push(bytes);
      length += bytes.length;
      if (length < wanted) return;
      const all = held.length === 1 ? bytes : Buffer.concat(held);
      for (let at = 0; ;) {
        const end = all.indexOf(10, at);
        const [id = '', , size] = end < 0 ? [] : all.toString('latin1', at, end).split(' ');
        const next = size === undefined ? end : end + 1 + Number(size);
        length = all.length - at;
        wanted = end < 0 ? length + 1 : next + 1 - at;
        if (length < wanted) {
          held = [all.subarray(at)];
          return;
        }
        if (size === undefined) lost ??= id;
        else take(id, all.subarray(end + 1, next));
        at = next + 1;
      }
    },
    end() {
      if (lost !== null) throw new HlError('HL_GIT', `git has lost the object ${lost}`, { kind: 'refused', hint: lostHint });
    },
  };
}

const lostHint = 'Look with git fsck, and clone again; GIT_DEPTH: 0 gives CI a whole clone.';
