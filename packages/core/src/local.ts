import { spawn } from 'node:child_process';
import { HlError } from './error.js';
import { posixRemote } from './posix.js';
import type { Exec } from './posix.js';
import type { Remote } from './remote.js';

export interface LocalOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs command lines with this machine's `/bin/sh`. */
export function localExec({ cwd, env }: LocalOptions = {}, name = 'local'): Exec {
  return (command, { stdin, timeoutMs }) =>
    new Promise((resolve, reject) => {
      const child = spawn('/bin/sh', ['-c', command], {
        ...(cwd === undefined ? {} : { cwd }),
        ...(env === undefined ? {} : { env }),
      });
      // Not spawn's own `timeout`: its timer goes on, and holds the process, when the shell could not be started.
      const timer = setTimeout(() => child.kill(), timeoutMs);
      const [out, err]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.stdin.on('error', () => {}); // a command that does not read its input closes the pipe
      child.on('error', (cause) => {
        clearTimeout(timer);
        reject(new HlError('HL_SHELL', `${name}: /bin/sh cannot be started: ${cause.message}`, { kind: 'refused', cause }));
      });
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        if (code !== null) return resolve({ code, stdout: Buffer.concat(out), stderr: Buffer.concat(err) });
        reject(
          new HlError('HL_COMMAND_TIMEOUT', `${name}: a command was ended by ${signal} (limit ${timeoutMs} ms)`, { kind: 'unreachable' }),
        );
      });
      child.stdin.end(stdin);
    });
}

/** The machine we run on, as a `Remote`. */
export const localRemote = (name = 'local'): Remote => posixRemote(name, localExec({}, name));
