import { HlError } from '@hl/core';
import type { GitResult, RunGit } from './git.js';
import { cutter, differences, leaves, lines, records, type Difference, type TreeFile } from './answers.js';

export type Repository = ReturnType<typeof repository>;

/** What detection asks git. Nothing here reads the work tree or the index: only commits count. */
export function repository(cwd: string, run: RunGit) {
  /** Runs git with these arguments; the code is the answer. */
  const ask = (...args: readonly string[]): Promise<GitResult> => run(['git', '--literal-pathspecs', ...args], cwd);

  const must = (...args: readonly string[]): Promise<Buffer> => given(undefined, args);

  const given = async (input: string | undefined, args: readonly string[], take?: (bytes: Buffer) => void): Promise<Buffer> => {
    const { code, stdout, stderr } = await run(['git', '--literal-pathspecs', ...args], cwd, input, take);
    if (code === 0) return stdout;
    throw new HlError('HL_GIT', `git ${args[0] ?? ''} ended with ${code}: ${stderr.trim().split('\n').at(-1)}`, {
      kind: 'refused',
      hint: 'Run the same command by hand in the clone; GIT_DEPTH: 0 gives CI a whole one.',
    });
  };

  const known = new Map<string, string | null>();

  /** Object ids of these commits, null for one that this repository does not have; one call for all that were not asked for yet. */
  async function commits(revisions: readonly string[]): Promise<(string | null)[]> {
    const unknown = [...new Set(revisions)].filter((one) => !known.has(one) && /^[^-\s][^\n]*$/.test(one));
    if (unknown.length > 0) {
      const input = unknown.map((one) => `${one}^{commit}\n`).join('');
      const { stdout } = await run(['git', 'cat-file', '--batch-check=%(objectname)'], cwd, input);
      const answers = stdout.toString().split('\n');
      unknown.forEach((one, index) => known.set(one, /^[0-9a-f]{40,64}$/.exec(answers[index] ?? '')?.[0] ?? null));
    }
    return revisions.map((one) => known.get(one) ?? null);
  }

  const commit = async (revision: string): Promise<string | null> => (await commits([revision]))[0] ?? null;

  /** Which of these commits this repository has; one call for all. */
  async function present(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    return new Set(lines(await must('rev-list', '--no-walk=unsorted', '--ignore-missing', ...ids, '--')));
  }

  /** Leaves below these folders or files (`.` for all) in the commit, paths relative to the working folder. */
  async function files(commit: string, ...places: readonly string[]): Promise<TreeFile[]> {
    const all = places.includes('.') || places.length > mostPlaces;
    return leaves(await must('ls-tree', '-r', '-z', commit, ...(all ? [] : ['--', ...places])));
  }

  /** Contents of these, each object once, given to `take` as they come: thousands by one call, which finds near what it found last. */
  async function contents(wanted: readonly TreeFile[], take: (id: string, bytes: Buffer) => void): Promise<void> {
    const ids = new Set(wanted.map(({ id }) => id));
    if (ids.size === 0) return;
    const objects = cutter(take);
    objects.add(await given([...ids, ''].join('\n'), ['cat-file', '--batch', '--buffer'], objects.add));
    objects.end();
  }

  /** What differs between each of these commits and `head`: two trees, no history needed, no renames guessed. In git's order. */
  async function differing(bases: readonly string[], head: string): Promise<ReadonlyMap<string, readonly Difference[]>> {
    const how = ['--always', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', '--ignore-submodules=none', '--relative'];
    const found: (readonly Difference[])[] = [];
    for (let at = 0; at < bases.length; at += manyBases) {
      // Of several commits in a line the first is compared with the others, as if they were its parents.
      const pairs = bases.slice(at, at + manyBases).map((base) => `${head} ${base}\n`);
      found.push(...differences(await given(pairs.join(''), ['diff-tree', '--stdin', ...how])));
    }
    return new Map(bases.map((base, index) => [base, found[index] ?? []]));
  }

  /** Paths below the folder, in the commit, of texts that have one of these words in them; null: git does not tell. */
  async function mentioning(commit: string, folder: string, words: readonly string[]): Promise<ReadonlySet<string> | null> {
    const how = ['--files-with-matches', '--null', '--text', '--fixed-strings', '--no-color', '--no-recurse-submodules', '-f', '-'];
    // Of one object after the other: threads wait for each other in git's store, which costs the processor as much again and saves no time.
    const argv = ['git', '--literal-pathspecs', '-c', 'grep.fullName=false', '-c', 'grep.threads=1', 'grep', ...how, commit, '--', folder];
    const { code, stdout } = await run(argv, cwd, `${words.join('\n')}\n`);
    return code > 1 ? null : new Set(records(stdout).map((record) => record.slice(commit.length + 1)));
  }

  return { ask, commits, commit, present, files, contents, differing, mentioning };
}

/** As many are compared by one call: what it answers is held at once, and may be all files for each. */
const manyBases = 16;

/** More paths than this are not named: then all is listed. */
const mostPlaces = 1_000;
