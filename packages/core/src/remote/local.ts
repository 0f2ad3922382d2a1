import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { constants } from 'node:os';
import { HlError } from '../error.js';
import { outputLimit, posixRemote, tooMuchOutput, type Exec } from './posix.js';
import type { Remote } from './remote.js';

export interface LocalOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: a child of this process. */
  readonly start?: Start;
}

/** Starts a program as the head of its own process group: all that it started is ended with it. */
export type Start = (file: string, argv: readonly string[], options: Pick<LocalOptions, 'cwd' | 'env'>) => Started;

/** As much of a child process as is needed of it. */
export interface Started extends Pick<ChildProcessWithoutNullStreams, 'stdin' | 'stdout' | 'stderr'> {
  on(event: 'error', tell: (cause: Error) => void): unknown;
  on(event: 'close', tell: (code: number | null, signal: NodeJS.Signals | null) => void): unknown;
  /** To the group. */
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
}

/** Milliseconds that an ended command gets to tidy up. */
const graceMs = 2000;

/** Runs command lines with this machine's `/bin/sh`. As over SSH, a command goes on when we are gone. */
export function localExec({ start = child, ...place }: LocalOptions = {}, name = 'local'): Exec {
  return (command, { stdin, timeoutMs, maxBytes = outputLimit }) =>
    new Promise((resolve, reject) => {
      const shell = start('/bin/sh', ['-c', command], place);
      const [out, err]: [Buffer[], Buffer[]] = [[], []];
      let bytes = 0;
      /** Ends it without waiting: what it started may hold its output for ever. */
      const end = (error: HlError): void => {
        clearTimeout(timer);
        shell.signal('SIGTERM');
        const hard = setTimeout(() => shell.signal('SIGKILL'), graceMs).unref();
        shell.on('close', () => clearTimeout(hard));
        for (const stream of [shell.stdin, shell.stdout, shell.stderr]) stream.destroy();
        reject(error);
      };
      // Not spawn's own `timeout`: its timer goes on, and holds the process, when the shell could not be started.
      const timer = setTimeout(
        () => end(new HlError('HL_COMMAND_TIMEOUT', `${name}: a command was ended after ${timeoutMs} ms`, { kind: 'unreachable' })),
        timeoutMs,
      );
      const collect =
        (into: Buffer[]) =>
        (chunk: Buffer): void => {
          bytes += chunk.length;
          if (bytes > maxBytes) return end(tooMuchOutput(name, maxBytes));
          into.push(chunk);
        };
      shell.stdout.on('data', collect(out));
      shell.stderr.on('data', collect(err));
      shell.stdin.on('error', () => {}); // a command that does not read its input closes the pipe
      shell.on('error', (cause) => {
        clearTimeout(timer);
        reject(new HlError('HL_SHELL', `${name}: /bin/sh cannot be started: ${cause.message}`, { kind: 'refused', cause }));
      });
      shell.on('close', (code, signal) => {
        clearTimeout(timer);
        resolve({ code: code ?? 128 + constants.signals[signal ?? 'SIGKILL'], stdout: Buffer.concat(out), stderr: Buffer.concat(err) });
      });
      shell.stdin.end(stdin);
    });
}

const child: Start = (file, argv, options) => {
  const started = spawn(file, argv, { detached: true, ...options });
  return Object.assign(started, { signal: (name: NodeJS.Signals) => signalGroup(started.pid, name) });
};

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // it has ended
  }
}

/** The machine we run on, as a `Remote`. */
export const localRemote = (name = 'local', options: LocalOptions = {}): Remote => posixRemote(name, localExec(options, name));
