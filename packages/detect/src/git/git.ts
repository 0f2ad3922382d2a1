import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { HlError } from '@hl/core';

export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git. `argv` begins with `git`; `input` is what it reads; a non-zero exit code is an answer, not an error. */
export type RunGit = (argv: readonly string[], cwd: string, input?: string) => Promise<GitResult>;

/** Long enough for a fetch that unshallows a large repository, short enough for a job. */
const timeoutMs = 300_000;

/**
 * The git of this machine.
 *
 * @throws HlError HL_GIT_MISSING, HL_NO_FOLDER (input); HL_GIT_TIMEOUT (unreachable)
 */
export const git: RunGit = ([program = 'git', ...args], cwd, input) =>
  new Promise((resolve, reject) => {
    const options = { cwd, encoding: 'buffer', maxBuffer: 2 ** 30, timeout: timeoutMs } as const;
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ code, stdout, stderr: stderr.toString() });
      else reject(failure(error, args[1] ?? '', cwd));
    });
    child.stdin?.on('error', () => undefined); // it ended before it read all: its code tells
    child.stdin?.end(input);
  });

function failure(cause: (Error & { code?: unknown; killed?: boolean }) | null, command: string, cwd: string): HlError {
  if (cause?.code === 'ENOENT' && !existsSync(cwd))
    return new HlError('HL_NO_FOLDER', `${cwd}: no such folder`, { kind: 'input', hint: 'Give the folder of the repository with --cwd.' });
  if (cause?.code === 'ENOENT')
    return new HlError('HL_GIT_MISSING', 'git is not installed, or not on PATH', {
      kind: 'input',
      hint: 'Install git on the runner.',
      cause,
    });
  if (cause?.killed === true) {
    const hint = 'Look at the network between the runner and the git server.';
    return new HlError('HL_GIT_TIMEOUT', `git ${command} did not end within ${timeoutMs / 1000} s`, { kind: 'unreachable', hint });
  }
  return new HlError('HL_GIT', `git ${command}: ${cause?.message ?? 'ended by a signal'}`, { kind: 'refused', cause });
}
