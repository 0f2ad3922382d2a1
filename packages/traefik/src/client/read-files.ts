import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { HlError, type Remote } from '@hl/core';

/**
 * Text of every file that Traefik reads, by path below the directory (`metube.yml`, `sub/x.yaml`), in Traefik's order.
 * `null`: it is there and cannot be read, e.g. a symbolic link that leads nowhere.
 */
export type Files = ReadonlyMap<string, string | null>;

const script = readFileSync(new URL('../../scripts/read-files.sh', import.meta.url), 'utf8');

/**
 * All files of the provider's directory, in one command.
 *
 * @throws HlError HL_TRAEFIK_DIRECTORY when there is no such directory
 */
export async function readFiles(remote: Remote, directory: string): Promise<Files> {
  const boundary = randomUUID();
  const { code, stdout, stderr } = await remote.run(['sh', '-c', script, 'sh', directory, boundary], { accept: 'any' });
  if (code === 9) {
    throw new HlError('HL_TRAEFIK_DIRECTORY', `${remote.name}: cannot enter ${directory}`, {
      kind: 'refused',
      hint: "Set traefik.directory in hl.yml to the directory of Traefik's file provider, and let the SSH user read and write there.",
    });
  }
  if (code !== 0)
    throw new HlError('HL_TRAEFIK_DIRECTORY', `${remote.name}: cannot read ${directory}: ${lastLine(stderr)}`, {
      kind: 'refused',
      hint: 'Let the SSH user read all that Traefik reads there, or set sudo: true for the host in hl.yml.',
    });
  const files = stdout
    .split(`\n${boundary} `)
    .slice(1)
    .map((part): [string, string | null] => {
      const end = part.indexOf('\n');
      return [part.slice('+ ./'.length, end), part.startsWith('+') ? part.slice(end + 1) : null];
    });
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Of what a shell said, without its name and line number. */
export const lastLine = (stderr: string): string => (stderr.trim().split('\n').at(-1) ?? '').replace(/^\S*sh: (line )?\d+: /, '');
