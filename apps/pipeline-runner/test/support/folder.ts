import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Text by path; null: it is to go. */
export type Files = Readonly<Record<string, string | null>>;

/** A folder of its own with these files, which goes with the run. */
export function folder(files: Files = {}): string {
  const cwd = mkdtempSync(join(tmpdir(), 'hl-test-'));
  put(cwd, files);
  return cwd;
}

export function put(cwd: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(cwd, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text === null) rmSync(file, { force: true });
    else writeFileSync(file, text);
  }
}

/** git in a folder, as somebody whom no setting of this machine has to name; gives what it printed. */
export const gitIn =
  (cwd: string) =>
  (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'core.hooksPath=/dev/null', ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
      .toString()
      .trim();

/** A repository of its own, with one commit. */
export function committed(files: Files): string {
  const cwd = folder(files);
  gitIn(cwd)('init', '-q', '-b', 'main');
  commitAll(cwd);
  return cwd;
}

/** Commits all that lies in a repository, also when nothing has changed; gives the commit. */
export function commitAll(cwd: string): string {
  const git = gitIn(cwd);
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', 'change');
  return git('rev-parse', 'HEAD');
}
