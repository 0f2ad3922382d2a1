import { randomUUID } from 'node:crypto';
import { HlError } from '@hl/core';
import type { Remote } from '@hl/core';

/**
 * Text of every file that Traefik reads, by path below the directory (`metube.yml`, `sub/x.yaml`), in Traefik's order.
 * `null`: it is there and cannot be read, e.g. a symbolic link that leads nowhere.
 */
export type Files = ReadonlyMap<string, string | null>;

/**
 * One command and one process for all files, as Traefik walks the directory: recursive, dot files too. Each file is one record to awk,
 * since no YAML holds `\1`. Exit code 9: there is no such directory.
 */
const readAll = `cd "$1" || exit 9
export LC_ALL=C
find . \\( -name '*.[yY][mM][lL]' -o -name '*.[yY][aA][mM][lL]' -o -name '*.[tT][oO][mM][lL]' \\) \\
  \\( -type f -o -type l ! -exec test -d {} \\; \\) -exec awk '
BEGIN {
  RS = "\\001"; ORS = ""
  for (i = 2; i < ARGC; i++) {
    got = (getline text < ARGV[i]); close(ARGV[i])
    print "\\n" ARGV[1] (got < 0 ? " - " : " + ") ARGV[i] "\\n"
    if (got > 0) print text
  }
}' "$2" {} +`;

/**
 * All files of the provider's directory, in one command.
 *
 * @throws HlError HL_TRAEFIK_DIRECTORY when there is no such directory
 */
export async function readFiles(remote: Remote, directory: string): Promise<Files> {
  const boundary = randomUUID();
  const { code, stdout, stderr } = await remote.run(['sh', '-c', readAll, 'sh', directory, boundary], { accept: 'any' });
  if (code === 9) {
    throw new HlError('HL_TRAEFIK_DIRECTORY', `${remote.name}: cannot enter ${directory}`, {
      kind: 'refused',
      hint: "Set traefik.directory in hl.yml to the directory of Traefik's file provider, and let the SSH user read and write there.",
    });
  }
  if (code !== 0)
    throw new HlError('HL_TRAEFIK_DIRECTORY', `${remote.name}: cannot read ${directory}: ${reason(stderr)}`, {
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

/** The last line, without the shell's name and line number before it. */
export const reason = (stderr: string): string => {
  const line = stderr.trim().split('\n').at(-1) ?? '';
  return full.test(line) ? 'no space left on the disk' : line.replace(/^\S*sh: (line )?\d+: /, '');
};

/** Some shells say no more than `I/O error`. */
export const full = /No space left|I\/O error/i;
