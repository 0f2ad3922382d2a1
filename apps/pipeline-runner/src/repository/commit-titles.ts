import { git as systemGit } from '@hl/detect';
import type { Context } from '../context.js';

/** First lines of commit messages, by commit: of those that this clone has. */
export async function commitTitles(
  { cwd, git = systemGit }: Pick<Context, 'cwd' | 'git'>,
  commits: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const known = [...new Set(commits)].filter((commit) => /^[0-9a-f]{40,64}$/.test(commit));
  if (known.length === 0) return new Map();
  const argv = ['git', 'log', '--no-walk=unsorted', '--ignore-missing', '--format=%H %s', ...known];
  // Without git, or without a repository, the rest is known all the same.
  const { stdout } = await git(argv, cwd).catch(() => ({ stdout: Buffer.of() }));
  const lines = stdout.toString().split('\n').filter(Boolean);
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
}
