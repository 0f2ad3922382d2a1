import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { HlError } from '@hl/core';

/** A clone of its own, whose files are those of one commit. */
export interface Clone {
  /** The newest commit of the branch. @throws HlError HL_REMOTE (`unreachable`), HL_BRANCH (`input`) */
  fetch(): Promise<string>;
  /** Makes the files those of a commit; what lies there besides goes. */
  checkout(commit: string): Promise<void>;
  /** How a branch came from one commit to another; null: the first is not known here. */
  way(from: string, to: string): Promise<{ readonly commits: number; readonly rewritten: boolean } | null>;
}

export interface CloneOptions {
  readonly folder: string;
  /** With a name and a token in it, perhaps: it is given to git by its environment, and stands in no file and no list of processes. */
  readonly url: string;
  readonly branch: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ends what git is doing. */
  readonly signal: AbortSignal;
}

const timeout = 600_000;

export function clone({ folder, url, branch, env, signal }: CloneOptions): Clone {
  const variables = {
    ...env,
    GIT_TERMINAL_PROMPT: '0',
    GIT_SSH_COMMAND: env['GIT_SSH_COMMAND'] || 'ssh -o BatchMode=yes -o ConnectTimeout=20',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'remote.hl.url',
    GIT_CONFIG_VALUE_0: url,
  };
  const git = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve, reject) => {
      const options = { cwd: folder, env: variables, timeout, signal, maxBuffer: 64 << 20 };
      const child = execFile('git', ['-c', 'core.hooksPath=/dev/null', ...args], options, (error, stdout, stderr) => {
        if (error !== null && (error as NodeJS.ErrnoException).code === 'ENOENT') reject(noGit(error));
        else
          resolve({
            code: error === null ? 0 : typeof error.code === 'number' ? error.code : 128,
            stdout,
            stderr: stderr || (error?.message ?? ''),
          });
      });
      child.stdin?.end();
    });
  const must = async (what: string, ...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await git(...args);
    if (code === 0) return stdout.trim();
    throw new HlError('HL_CLONE', `${folder}: ${what}: ${lastLine(stderr)}`, {
      kind: 'refused',
      hint: 'Look at the space and the rights there; the folder may be deleted, it is cloned again.',
    });
  };
  return {
    async fetch() {
      if (!existsSync(`${folder}/.git`)) {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        await must('cannot be made a repository', 'init', '--quiet');
        // What detect looks for commits in that a forced push has left out.
        await must('cannot be configured', 'config', 'remote.origin.url', withoutLogin(url));
      }
      const { code, stderr } = await git(
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-recurse-submodules',
        'hl',
        `+refs/heads/${branch}:refs/remotes/hl/branch`,
      );
      if (code === 0) return must('has no branch', 'rev-parse', 'refs/remotes/hl/branch');
      if (/couldn't find remote ref/i.test(stderr))
        throw new HlError('HL_BRANCH', `${withoutLogin(url)} has no branch ${branch}`, {
          kind: 'input',
          hint: 'Name it with --branch, or push it.',
        });
      throw new HlError('HL_REMOTE', `${withoutLogin(url)} cannot be fetched: ${lastLine(stderr)}`, {
        kind: 'unreachable',
        hint: 'Look at the address, the network, and the key or token that git has for it.',
      });
    },
    async checkout(commit) {
      await must('cannot be checked out', 'checkout', '--quiet', '--force', '--detach', commit);
      await must('cannot be cleaned', 'clean', '--quiet', '-ffdx');
    },
    async way(from, to) {
      if ((await git('cat-file', '-e', `${from}^{commit}`)).code !== 0) return null;
      const rewritten = (await git('merge-base', '--is-ancestor', from, to)).code !== 0;
      return { commits: Number(await must('cannot be counted', 'rev-list', '--count', '--first-parent', `${from}..${to}`)), rewritten };
    },
  };
}

/** The remote that the repository in a folder came from. */
export const originOf = (cwd: string): Promise<string | undefined> =>
  new Promise(
    (resolve) =>
      void execFile('git', ['remote', 'get-url', 'origin'], { cwd }, (error, stdout) =>
        resolve(error === null ? stdout.trim() : undefined),
      ),
  );

/** A URL as it may be shown. */
export const withoutLogin = (url: string): string => url.replace(/^(https?:\/\/)[^/@]*@/, '$1');

/** The secret in a URL, if it has one. */
export const loginIn = (url: string): string | undefined => /^https?:\/\/(?:[^/@:]*:)?([^/@]*)@/.exec(url)?.[1];

const lastLine = (text: string): string =>
  text
    .trim()
    .split('\n')
    .filter((line) => /\S/.test(line) && !/^(Please make sure|and the repository exists)/.test(line))
    .slice(-2)
    .join(' / ');

const noGit = (cause: Error): HlError =>
  new HlError('HL_GIT_MISSING', 'git is not installed, or not on PATH', { kind: 'input', hint: 'Install git on this machine.', cause });
