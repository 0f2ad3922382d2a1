import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { HlError } from '@hl/core';

export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Runs git. `argv` begins with `git`; `input` is what it reads; a non-zero exit code is an answer, not an error.
 *
 * @param take is given what git prints as it comes, and `stdout` is empty then. One that does not know of it answers at the end.
 */
export type RunGit = (argv: readonly string[], cwd: string, input?: string, take?: (bytes: Buffer) => void) => Promise<GitResult>;

/** Long enough for a fetch that unshallows a large repository, short enough for a job. */
const timeoutMs = 300_000;

/**
 * The git of this machine.
 *
 * @throws HlError HL_GIT_MISSING, HL_NO_FOLDER (input); HL_GIT_TIMEOUT (unreachable)
 */
export const git: RunGit = ([program = 'git', ...args], cwd, input, take) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, signal: AbortSignal.timeout(timeoutMs) });
    const [printed, said]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', take ?? ((bytes: Buffer) => printed.push(bytes)));
    child.stderr.on('data', (bytes: Buffer) => said.push(bytes));
    child.on('error', (cause) => reject(failure(cause, args[1] ?? '', cwd)));
    child.on('close', (code) => {
      if (code === null) reject(failure(null, args[1] ?? '', cwd));
      else resolve({ code, stdout: Buffer.concat(printed), stderr: Buffer.concat(said).toString() });
    });
    child.stdin.on('error', () => undefined); // it ended before it read all: its code tells
    child.stdin.end(input);
  });

function failure(cause: (Error & { code?: unknown }) | null, command: string, cwd: string): HlError {
  if (cause?.code === 'ENOENT' && !existsSync(cwd))
    return new HlError('HL_NO_FOLDER', `${cwd}: no such folder`, { kind: 'input', hint: 'Give the folder of the repository with --cwd.' });
  if (cause?.code === 'ENOENT')
    return new HlError('HL_GIT_MISSING', 'git is not installed, or not on PATH', {
      kind: 'input',
      hint: 'Install git on the runner.',
      cause,
    });
  if (cause?.code === 'ABORT_ERR') {
    const hint = 'Look at the network between the runner and the git server.';
    return new HlError('HL_GIT_TIMEOUT', `git ${command} did not end within ${timeoutMs / 1000} s`, { kind: 'unreachable', hint });
  }
  return new HlError('HL_GIT', `git ${command}: ${cause?.message ?? 'ended by a signal'}`, { kind: 'refused', cause });
}
