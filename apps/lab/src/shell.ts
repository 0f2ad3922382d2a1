import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { posixRemote } from '@hl/core';
import type { ExecResult, Remote } from '@hl/core';

/** An emulated machine's shell: the real /bin/sh, with the machine's own file tree below `root`. */
export interface Shell {
  /** Directory that holds this machine's `/opt`, `/etc`, `/var`, `/srv`, `/root`, `/home`, `/mnt`, `/data`. */
  readonly root: string;
  run(command: string, stdin?: Uint8Array | string, timeoutMs?: number): Promise<ExecResult>;
}

const trees = ['opt', 'etc', 'var', 'srv', 'root', 'home', 'mnt', 'data'];
const absolute = new RegExp(`(^|[\\s'"\`=:(<>;|&,])(/(?:${trees.join('|')})(?=[/\\s'"\`;)|&:,]|$))`, 'g');

/**
 * No root rights are needed: absolute paths below the trees are rewritten in the command line (and in standard input
 * when the command is `sh -s`) on the way in, and back on the way out. Data on standard input is left alone.
 */
export function hostShell({ root, env = {} }: { root: string; env?: Record<string, string> }): Shell {
  for (const tree of trees) mkdirSync(join(root, tree), { recursive: true });
  const inward = (text: string): string => text.replace(absolute, (_, before: string, path: string) => `${before}${root}${path}`);
  const outward = (bytes: Buffer): Uint8Array => Buffer.from(bytes.toString('latin1').replaceAll(root, ''), 'latin1');

  return {
    root,
    run: (command, stdin = '', timeoutMs = 120_000) =>
      new Promise((resolve, reject) => {
        const child = spawn('/bin/sh', ['-c', inward(command)], {
          cwd: join(root, 'root'),
          env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: join(root, 'root'), LC_ALL: 'C.UTF-8', ...env },
          timeout: timeoutMs,
        });
        const [out, err]: [Buffer[], Buffer[]] = [[], []];
        child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
        child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
        child.stdin.on('error', () => {}); // a command that does not read its input closes the pipe
        child.on('error', reject);
        child.on('close', (code, signal) => resolve({ code: code ?? (signal === 'SIGTERM' ? 124 : 137), stdout: outward(Buffer.concat(out)), stderr: outward(Buffer.concat(err)) }));
        child.stdin.end(/^(\S*\/)?sh -s\b/.test(command) ? inward(stdin.toString()) : stdin);
      }),
  };
}

/** The emulated machine as a `Remote` without SSH in between. */
export const shellRemote = (shell: Shell, name = 'lab'): Remote => posixRemote(name, (command, { stdin, timeoutMs }) => shell.run(command, stdin, timeoutMs));
