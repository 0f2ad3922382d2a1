import { execFileSync } from 'node:child_process';

/** First lines of commit messages, by commit: of those that this clone has. */
export function commitTitles(cwd: string, commits: readonly string[]): ReadonlyMap<string, string> {
  const known = [...new Set(commits)].filter((commit) => /^[0-9a-f]{40,64}$/.test(commit));
  if (known.length === 0) return new Map();
  try {
    const argv = ['log', '--no-walk=unsorted', '--ignore-missing', '--stdin', '--format=%H %s'];
    const printed = execFileSync('git', argv, {
      cwd,
      input: `${known.join('\n')}\n`,
      stdio: ['pipe', 'pipe', 'ignore'],
      maxBuffer: 64 << 20,
    });
    const lines = printed.toString().split('\n').filter(Boolean);
    return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
  } catch {
    return new Map(); // no git, or no repository: the rest is known all the same
  }
}
