import { basename, dirname } from 'node:path/posix';
import type { Remote } from '@hl/core';

/** One of the mounts in the output of `docker inspect`. */
export interface Mount {
  readonly Source?: string;
  readonly Destination?: string;
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

/** Where a mounted directory shows a path; null when it does not. */
function below(path: string, { Source = '', Destination = '' }: Mount): string | null {
  const source = Source.replace(/\/$/, '');
  return Source !== '' && path.startsWith(`${source}/`) ? Destination.replace(/\/$/, '') + path.slice(source.length) : null;
}

/** Whether a directory of the container shows the file. */
export const isMounted = (path: string, mounts: readonly Mount[]): boolean => mounts.some((mount) => below(path, mount) !== null);

/** Whether a container shows this very file and nothing beside it. */
export const isMountedAlone = (path: string, mounts: readonly Mount[]): boolean => mounts.some(({ Source }) => Source === path);

/** A path of the machine as the container sees it; without such a mount, where the image keeps its configuration. */
export function insideContainer(path: string, mounts: readonly Mount[]): string {
  const [shown] = mounts.flatMap((mount) => (mount.Source === path ? mount.Destination : below(path, mount)) ?? []);
  if (shown !== undefined) return shown;
  const alone = mounts.find(({ Source }) => Source !== undefined && dirname(Source) === dirname(path));
  return `${alone?.Destination ? dirname(alone.Destination) : '/app/config'}/${basename(path)}`;
}
