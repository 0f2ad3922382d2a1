import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { HlError } from '../error.js';
import { outputLimit, posixRemote, tooMuchOutput, type Exec } from './posix.js';
import type { Remote } from './remote.js';

export interface LocalOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Milliseconds that an ended command gets to tidy up. */
const graceMs = 2000;

/** Runs command lines with this machine's `/bin/sh`. As over SSH, a command goes on when we are gone. */
export function localExec({ cwd, env }: LocalOptions = {}, name = 'local'): Exec {
  return (command, { stdin, timeoutMs, maxBytes = outputLimit }) =>
    new Promise((resolve, reject) => {
      // The head of its own process group: all that it started is ended with it.
      const child = spawn('/bin/sh', ['-c', command], {
        detached: true,
        ...(cwd === undefined ? {} : { cwd }),
        ...(env === undefined ? {} : { env }),
      });
      const [out, err]: [Buffer[], Buffer[]] = [[], []];
      let bytes = 0;
      /** Ends it without waiting: what it started may hold its output for ever. */
      const end = (error: HlError): void => {
        clearTimeout(timer);
        signalGroup(child.pid, 'SIGTERM');
        const hard = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMs).unref();
        child.once('close', () => clearTimeout(hard));
        for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
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
      child.stdout.on('data', collect(out));
      child.stderr.on('data', collect(err));
      child.stdin.on('error', () => {}); // a command that does not read its input closes the pipe
      child.on('error', (cause) => {
        clearTimeout(timer);
        reject(new HlError('HL_SHELL', `${name}: /bin/sh cannot be started: ${cause.message}`, { kind: 'refused', cause }));
      });
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        resolve({ code: code ?? 128 + constants.signals[signal ?? 'SIGKILL'], stdout: Buffer.concat(out), stderr: Buffer.concat(err) });
      });
      child.stdin.end(stdin);
    });
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // it has ended
  }
}

/** The machine we run on, as a `Remote`. */
export const localRemote = (name = 'local'): Remote => posixRemote(name, localExec({}, name));
