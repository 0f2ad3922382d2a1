import { HlError } from '@hl/core';
import type { GitResult, RunGit } from './git.js';

/** A leaf of a git tree. `mode` is git's: 100644 and 100755 are files, 120000 is a symlink, 160000 a submodule. */
export interface TreeFile {
  readonly path: string;
  readonly mode: string;
  readonly id: string;
  /** Bytes; 0 for a submodule. */
  readonly size: number;
}

/** What detection asks git. Nothing here reads the work tree or the index: only commits count. */
export interface Repository {
  /** Object id of the commit, or null when this repository does not have it. */
  commit(revision: string): Promise<string | null>;
  /** Which of these commits this repository has; one call for all. */
  present(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Leaves below `folder` (`.` for all) in the commit, paths relative to the working folder. */
  files(commit: string, folder: string): Promise<TreeFile[]>;
  /** Contents by object id; one call for hundreds. */
  contents(files: readonly TreeFile[]): Promise<ReadonlyMap<string, Buffer>>;
  /** Paths that differ between two commits: two trees, no history needed, no renames guessed. */
  changedPaths(base: string, head: string): Promise<string[]>;
  /** Runs git with these arguments; the code is the answer. */
  ask(...args: readonly string[]): Promise<GitResult>;
}

/** Object ids in one command line; well below every system's limit. */
const batch = 500;

export function repository(cwd: string, run: RunGit): Repository {
  const ask = (...args: readonly string[]): Promise<GitResult> => run(['git', '--literal-pathspecs', ...args], cwd);
  const must = async (...args: readonly string[]): Promise<Buffer> => {
    const { code, stdout, stderr } = await ask(...args);
    if (code === 0) return stdout;
    throw new HlError('HL_GIT', `git ${args[0] ?? ''} ended with ${code}: ${lastLine(stderr)}`, {
      kind: 'refused',
      hint: 'Run the same command by hand in the clone; GIT_DEPTH: 0 gives CI a whole one.',
    });
  };
  const found = (result: GitResult): string => (result.code === 0 ? result.stdout.toString().trim() : '');

  return {
    ask,
    async commit(revision) {
      if (revision === '' || revision.startsWith('-')) return null;
      return found(await ask('rev-parse', '--verify', '--quiet', `${revision}^{commit}`)) || null;
    },
    async present(ids) {
      if (ids.length === 0) return new Set();
      return new Set(
        (await must('rev-list', '--no-walk=unsorted', '--ignore-missing', ...ids, '--')).toString().split('\n').filter(Boolean),
      );
    },
    async files(commit, folder) {
      const listing = await must('ls-tree', '-r', '-l', '-z', commit, ...(folder === '.' ? [] : ['--', folder]));
      return split(listing).map(leaf);
    },
    async contents(files) {
      const wanted = [...new Map(files.map((file) => [file.id, file])).values()];
      const contents = new Map<string, Buffer>();
      for (let start = 0; start < wanted.length; start += batch) {
        const part = wanted.slice(start, start + batch);
        // `git show` prints blobs one after the other with nothing between: the sizes of the listing cut them apart.
        const bytes = await must('show', '--no-textconv', ...part.map(({ id }) => id), '--');
        let offset = 0;
        for (const { id, size } of part) contents.set(id, bytes.subarray(offset, (offset += size)));
      }
      return contents;
    },
    changedPaths: async (base, head) =>
      split(await must('diff', '--no-renames', '-z', '--name-only', '--relative', base, head, '--')).map(decode),
  };
}

/** Records of a `-z` listing; bytes, since a file name may be anything. */
function split(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let start = 0, end; (end = bytes.indexOf(0, start)) !== -1; start = end + 1) records.push(bytes.subarray(start, end));
  return records;
}

/** `100644 blob <id>     123<TAB>path` */
function leaf(record: Buffer): TreeFile {
  const tab = record.indexOf('\t');
  const [mode = '', , id = '', size = ''] = record.subarray(0, tab).toString().split(/ +/);
  return { path: decode(record.subarray(tab + 1)), mode, id, size: Number(size) || 0 };
}

const decode = (bytes: Buffer): string => bytes.toString('utf8');

export const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
