import { posix } from 'node:path';

const named = /(?:^|[\s{,-])["']?(source|compose_file|secrets_file)["']?\s*:\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s,}#"'][^,}#\n]*))/gm;

/** A file or folder of the repository that a service's text names. `folder`: everything beside it counts too. */
export interface Reference {
  readonly path: string;
  readonly folder: boolean;
}

/** What a service file refers to: `extra_files[].source`, `secrets_file`, `compose_file` (which may use its neighbours). */
export function references(text: string): Reference[] {
  return [...text.matchAll(named)].map(([, key, double, single, plain]) => {
    const path = posix.normalize((double ?? single ?? plain ?? '').trim()).replace(/\/$/, '');
    return { path: path.replace(/\/?[^/]*\*.*$/, ''), folder: key === 'compose_file' };
  });
}

/** The first of `changed` that the service in `file` uses, or null. References count from the repository or from the file's own folder. */
export function usedBy(file: string, text: string, changed: readonly string[]): string | null {
  if (changed.length === 0) return null;
  const own = posix.dirname(file);
  const roots = references(text)
    .filter(({ path }) => path !== '' && path !== '.')
    .flatMap(({ path, folder }) => [path, posix.join(own, path)].flatMap((at) => (folder ? [at, posix.dirname(at)] : [at])))
    // A folder that holds service files would make every neighbour's change ours.
    .filter((root) => root !== '.' && !root.startsWith('..') && !within(file, root));
  return changed.find((path) => roots.some((root) => within(path, root))) ?? null;
}

const within = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);
