import type { Remote } from '@hl/core';
import { backupOf, candidateOf } from './files.js';
import type { Loaded } from './files.js';
import type { Sources } from './includes.js';
import type { Target } from './target.js';

export interface Preparation {
  readonly loaded: Loaded;
  readonly texts: Sources;
  readonly targets: ReadonlyMap<string, Target>;
  /** Grows by what is about to be written. */
  readonly leftovers: Set<string>;
  /** The file to be validated before it is written. */
  readonly candidate: string | null;
}

/** Writes what must lie beside the files before they are touched: backups, and the new texts where they are needed there. */
export async function prepare(remote: Remote, { loaded, texts, targets, leftovers, candidate }: Preparation): Promise<void> {
  const keep = async (path: string, content: string, mode: number): Promise<void> => {
    leftovers.add(path);
    await remote.write(path, content, { mode });
  };
  for (const [path, { mode, how }] of targets) {
    if (!loaded.leftovers.includes(backupOf(path))) await keep(backupOf(path), loaded.disk.get(path) ?? '', mode);
    if (how === 'inPlace' || path === candidate) await keep(candidateOf(path), texts.get(path) ?? '', mode);
  }
}
