import { existsSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';

export interface Watcher {
  /** Watches exactly these files from now on; one that was deleted (not renamed over) is watched no more. */
  files(paths: readonly string[]): void;
  close(): void;
}

/** Tells, once things are quiet for `debounceMs`, that one of the files may have changed. Like fsnotify in Glance: a deleted file is lost for good. */
export function watcher(debounceMs: number, changed: () => void): Watcher {
  const watched = new Set<string>();
  const directories = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;

  const settle = (): void => {
    for (const path of watched) if (!existsSync(path)) watched.delete(path);
    changed();
  };
  const touch = (directory: string, name: string | null): void => {
    if (![...watched].some((path) => dirname(path) === directory && (name === null || basename(path) === name))) return;
    clearTimeout(timer);
    timer = setTimeout(settle, debounceMs);
  };
  return {
    files(paths) {
      for (const path of paths) watched.add(path);
      for (const path of watched) if (!paths.includes(path)) watched.delete(path);
      for (const directory of new Set(paths.map((path) => dirname(path)))) {
        if (!directories.has(directory))
          directories.set(
            directory,
            watch(directory, (_, name) => touch(directory, name)).on('error', () => {}),
          );
      }
    },
    close() {
      clearTimeout(timer);
      for (const directory of directories.values()) directory.close();
    },
  };
}
