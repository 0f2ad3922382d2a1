import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HlError, posixRemote } from '@hl/core';
import type { ExecResult, Remote } from '@hl/core';
import { localExec } from '@hl/core/local';
import { start } from './starter/start.js';

/** An emulated machine's shell: the real /bin/sh, with the machine's own file tree below `root`. */
export interface Shell {
  /** Directory that holds this machine's `/opt`, `/etc`, `/var`, `/srv`, `/root`, `/home`, `/mnt`, `/data`. */
  readonly root: string;
  run(command: string, stdin?: Uint8Array | string, timeoutMs?: number, maxBytes?: number): Promise<ExecResult>;
}

const trees = ['opt', 'etc', 'var', 'srv', 'root', 'home', 'mnt', 'data'];
const absolute = new RegExp(`(^|[\\s'"\`=:(<>;|&,])(/(?:${trees.join('|')})(?=[/\\s'"\`;)|&:,]|$))`, 'g');

/**
 * No root rights are needed: absolute paths below the trees are rewritten in the command line on the way in, and back on the way
 * out. Standard input is left alone.
 */
export function hostShell({ env = {}, ...given }: { root: string; env?: Record<string, string> }): Shell {
  const root = resolve(given.root);
  for (const tree of trees) mkdirSync(join(root, tree), { recursive: true });
  const inward = (text: string): string => text.replace(absolute, (_, before: string, path: string) => `${before}${root}${path}`);
  const outward = (bytes: Uint8Array): Uint8Array => Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll(root, ''), 'latin1');
  const home = join(root, 'root');
  const exec = localExec({
    start,
    cwd: home,
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: home, LC_ALL: 'C.UTF-8', ...env },
  });

  return {
    root,
    async run(command, stdin = '', timeoutMs = 120_000, maxBytes = 256 << 20) {
      const { code, stdout, stderr } = await exec(inward(command), { stdin, timeoutMs, maxBytes }).catch(endedByTimeout);
      return { code, stdout: outward(stdout), stderr: outward(stderr) };
    },
  };
}

/** A machine answers a killed command with a code, not with an error. */
const endedByTimeout = (error: unknown): ExecResult => {
  if (error instanceof HlError && error.code === 'HL_COMMAND_TIMEOUT')
    return { code: 124, stdout: new Uint8Array(), stderr: new Uint8Array() };
  throw error;
};

/** The emulated machine as a `Remote` without SSH in between. */
export const shellRemote = (shell: Shell, name = 'lab'): Remote =>
  posixRemote(name, (command, { stdin, timeoutMs, maxBytes }) => shell.run(command, stdin, timeoutMs, maxBytes));
