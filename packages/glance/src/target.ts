import { basename, dirname } from 'node:path/posix';
import type { Remote, WriteOptions } from '@hl/core';

/** How a file must be written so that its reader gets it, and so that its owner and rights stay. */
export interface Target extends Required<WriteOptions> {
  /** With symbolic links followed. */
  readonly path: string;
  /** The file or directory that we have no right to write and would have to; null when there is none, or nobody could tell. */
  readonly closed: string | null;
}

/** One of the mounts that `docker inspect` tells. */
export interface Mount {
  readonly Source?: string;
  readonly Destination?: string;
}

/** Of each file: real path; whether we may not write it, the directory of the real one, and the one it is found in; permission bits, owner, hard links. Then our own user id. */
const look = `for f; do r=$(readlink -f "$f"); printf '%s\\t' "$r"
for w in "$r" "$(dirname "$r")" "$(dirname "$f")"; do if [ -w "$w" ]; then printf 1; else printf 0; fi; done
printf '\\t'; stat -L -c '%a %u %h' "$f" || echo; done; id -u`;

export async function findTargets(remote: Remote, paths: readonly string[], mounts: readonly Mount[]): Promise<Map<string, Target>> {
  const { stdout } = await remote.run(['sh', '-c', look, 'sh', ...paths], { accept: 'any' });
  const lines = stdout.split('\n');
  const user = lines[paths.length]?.trim();
  return new Map(
    paths.map((path, index) => {
      const [real = '', rights = '', facts = ''] = (lines[index] ?? '').split('\t');
      const [mode = '', owner, links] = facts.trim().split(' ');
      const where = real.startsWith('/') ? real : path;
      const alone = isMountedAlone(path, mounts) || isMountedAlone(where, mounts);
      const renamed = !alone && (owner === undefined || owner === user) && (links === undefined || links === '1');
      // What lies beside the file, a backup, is written in any case.
      const needed = [...(renamed ? [[dirname(where), rights[1]]] : [[where, rights[0]]]), [dirname(path), rights[2]]];
      const closed = needed.find(([, right]) => right === '0')?.[0] ?? null;
      return [
        path,
        { path: where, mode: parseInt(/^[0-7]{3,4}$/.test(mode) ? mode : '644', 8), how: renamed ? 'rename' : 'inPlace', closed },
      ];
    }),
  );
}

/** Name of the container in an argument list such as `docker restart glance`; null when it is not one. */
export function containerOf(argv: readonly string[]): string | null {
  const [engine = '', verb, ...rest] = argv;
  if (!['docker', 'podman'].includes(basename(engine))) return null;
  if (verb === 'restart') return rest.at(-1) ?? null;
  return verb === 'exec' ? (rest.find((word) => !word.startsWith('-')) ?? null) : null;
}

/** The container's mounts; none when there is no container, or nobody to ask. */
export async function mountsOf(remote: Remote, argv: readonly string[]): Promise<readonly Mount[]> {
  const container = containerOf(argv);
  if (container === null) return [];
  const { code, stdout } = await remote.run([argv[0] as string, 'inspect', '--format', '{{json .Mounts}}', container], { accept: 'any' });
  try {
    const mounts: unknown = code === 0 ? JSON.parse(stdout) : [];
    return Array.isArray(mounts) ? (mounts as Mount[]) : [];
  } catch {
    return [];
  }
}

const below = (path: string, { Source = '', Destination = '' }: Mount): string | null =>
  Source !== '' && path.startsWith(`${Source.replace(/\/$/, '')}/`)
    ? Destination.replace(/\/$/, '') + path.slice(Source.replace(/\/$/, '').length)
    : null;

/** Whether a directory of the container shows the file. */
export const isMounted = (path: string, mounts: readonly Mount[]): boolean => mounts.some((mount) => below(path, mount) !== null);

/** Whether a container shows this very file and nothing beside it. */
export const isMountedAlone = (path: string, mounts: readonly Mount[]): boolean => mounts.some(({ Source }) => Source === path);

/** A path of the machine as the container sees it; without a mount that tells, where the image keeps its configuration. */
export function insideContainer(path: string, mounts: readonly Mount[]): string {
  const [shown] = mounts.flatMap((mount) => (mount.Source === path ? mount.Destination : below(path, mount)) ?? []);
  if (shown !== undefined) return shown;
  const alone = mounts.find(({ Source }) => Source !== undefined && dirname(Source) === dirname(path));
  return `${alone?.Destination ? dirname(alone.Destination) : '/app/config'}/${basename(path)}`;
}
