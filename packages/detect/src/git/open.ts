import { HlError } from '@hl/core';
import type { RunGit } from './git.js';
import { repository, type Repository } from './repository.js';

/**
 * The repository around `cwd` and the commit that is wanted.
 *
 * @param others revisions that will be asked for, found by the same call
 * @throws HlError `input`: HL_NOT_A_REPOSITORY, HL_GIT_OWNER, HL_GIT_EMPTY, HL_HEAD
 */
export async function open(
  cwd: string,
  revision: string,
  run: RunGit,
  others: readonly string[] = [],
): Promise<{ repo: Repository; head: string }> {
  const repo = repository(cwd, run);
  const [head = null] = await repo.commits([revision, ...others]);
  if (head !== null) return { repo, head };
  const input = (code: string, message: string, hint: string): HlError => new HlError(code, message, { kind: 'input', hint });
  const { code, stderr } = await repo.ask('rev-parse', '--git-dir');
  if (code !== 0 && stderr.includes('safe.directory')) {
    const hint = `Trust it once: git config --global --add safe.directory ${cwd}`;
    throw input('HL_GIT_OWNER', `${cwd} belongs to another user, so git refuses to read it`, hint);
  }
  if (code !== 0) {
    const hint = 'Run hl in a clone, give its folder with --cwd, or make one: git init.';
    throw input('HL_NOT_A_REPOSITORY', `${cwd} is not in a git repository`, hint);
  }
  if ((await repo.commit('HEAD')) === null) {
    const hint = 'Commit the service files first: only commits are deployed.';
    throw input('HL_GIT_EMPTY', `the repository in ${cwd} has no commit yet`, hint);
  }
  const hint = 'Check --head or CI_COMMIT_SHA; a shallow clone has only the newest commits (GIT_DEPTH: 0).';
  throw input('HL_HEAD', `there is no commit ${revision} in ${cwd}`, hint);
}
