import { HlError } from '@hl/core';
import type { GitResult, RunGit } from './git.js';

/** A leaf of a git tree. `mode` is git's: 100644 and 100755 are files, 120000 is a symlink, 160000 a submodule. */
export interface TreeFile {
  readonly path: string;
  readonly mode: string;
  readonly id: string;
}

export type Repository = ReturnType<typeof repository>;

/** What detection asks git. Nothing here reads the work tree or the index: only commits count. */
export function repository(cwd: string, run: RunGit) {
  /** Runs git with these arguments; the code is the answer. */
  const ask = (...args: readonly string[]): Promise<GitResult> => run(['git', '--literal-pathspecs', ...args], cwd);

  const must = (...args: readonly string[]): Promise<Buffer> => given(undefined, ...args);

  const given = async (input: string | undefined, ...args: readonly string[]): Promise<Buffer> => {
    const { code, stdout, stderr } = await run(['git', '--literal-pathspecs', ...args], cwd, input);
    if (code === 0) return stdout;
    throw new HlError('HL_GIT', `git ${args[0] ?? ''} ended with ${code}: ${stderr.trim().split('\n').at(-1)}`, {
      kind: 'refused',
      hint: 'Run the same command by hand in the clone; GIT_DEPTH: 0 gives CI a whole one.',
    });
  };

  /** Object id of the commit, or null when this repository does not have it. */
  async function commit(revision: string): Promise<string | null> {
    if (revision === '' || revision.startsWith('-')) return null;
    const { code, stdout } = await ask('rev-parse', '--verify', '--quiet', `${revision}^{commit}`);
    return code === 0 ? stdout.toString().trim() : null;
  }

  /** Which of these commits this repository has; one call for all. */
  async function present(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    return new Set(lines(await must('rev-list', '--no-walk=unsorted', '--ignore-missing', ...ids, '--')));
  }

  /** Leaves below these folders or files (`.` for all) in the commit, paths relative to the working folder. */
  async function files(commit: string, ...places: readonly string[]): Promise<TreeFile[]> {
    const all = places.includes('.') || places.length > mostPlaces;
    return records(await must('ls-tree', '-r', '-z', commit, ...(all ? [] : ['--', ...places]))).map(leaf);
  }

  /** Contents by object id; one call for thousands. */
  async function contents(wanted: readonly TreeFile[]): Promise<ReadonlyMap<string, Buffer>> {
    const ids = [...new Set(wanted.map(({ id }) => id))];
    const found = new Map<string, Buffer>();
    for (let at = 0; at < ids.length; at += batch) {
      const some = ids.slice(at, at + batch);
      cut(await given(`${some.join('\n')}\n`, 'cat-file', '--batch', '--buffer'), found);
    }
    return found;
  }

  /** Content of one file in the commit, or null. */
  async function file(commit: string, path: string): Promise<Buffer | null> {
    const found = (await files(commit, path)).find((one) => one.path === path);
    return found === undefined ? null : ((await contents([found])).get(found.id) ?? null);
  }

  /** Paths that differ between two commits: two trees, no history needed, no renames guessed. */
  async function changedPaths(base: string, head: string): Promise<string[]> {
    return records(await must('diff', '--no-renames', '-z', '--name-only', '--relative', base, head, '--'));
  }

  /** Paths below the folder, in the commit, of texts that have one of these words in them; null: git does not tell. */
  async function mentioning(commit: string, folder: string, words: readonly string[]): Promise<ReadonlySet<string> | null> {
    const how = ['--files-with-matches', '--null', '--text', '--fixed-strings', '--no-color', '--no-recurse-submodules', '-f', '-'];
    const argv = ['git', '--literal-pathspecs', '-c', 'grep.fullName=false', 'grep', ...how, commit, '--', folder];
    const { code, stdout } = await run(argv, cwd, `${words.join('\n')}\n`);
    return code > 1 ? null : new Set(records(stdout).map((record) => record.slice(commit.length + 1)));
  }

  return { ask, commit, present, files, contents, file, changedPaths, mentioning };
}

const lostHint = 'Look with git fsck, and clone again; GIT_DEPTH: 0 gives CI a whole clone.';

/** How many objects are read by one call: what it answers is held at once. */
const batch = 2_000;

/** More paths than this are not named: then all is listed. */
const mostPlaces = 1_000;

/** `<id> blob <size>`, the bytes, a line end; again for each object. */
function cut(answer: Buffer, into: Map<string, Buffer>): void {
  for (let at = 0; at < answer.length;) {
    const end = answer.indexOf(10, at);
    const [id = '', , size] = answer.toString('latin1', at, end).split(' ');
    if (size === undefined) throw new HlError('HL_GIT', `git has lost the object ${id}`, { kind: 'refused', hint: lostHint });
    const next = end + 1 + Number(size);
    into.set(id, answer.subarray(end + 1, next));
    at = next + 1;
  }
}

export const lines = (bytes: Buffer): string[] => bytes.toString('utf8').split('\n').filter(Boolean);

/** Records of a `-z` listing: a file name may hold a line break. */
const records = (bytes: Buffer): string[] => bytes.toString('utf8').split('\0').filter(Boolean);

/** `100644 blob <id><TAB>path` */
function leaf(record: string): TreeFile {
  const tab = record.indexOf('\t');
  const [mode = '', , id = ''] = record.slice(0, tab).split(' ');
  return { path: record.slice(tab + 1), mode, id };
}
