import { dirname } from 'node:path/posix';
import { HlError } from '@hl/core';
import type { Remote } from '@hl/core';
import { parseGlance } from './document.js';
import type { GlanceDocument } from './document.js';
import { readSources } from './includes.js';
import type { Sources } from './includes.js';

/** The text before a batch. It lies beside the file from before the write until the running Glance is seen to have taken the new one. */
export const backupOf = (path: string): string => `${path}.hl-bak`;
/** The text to come: validated first, and what an interrupted write in place is mended with. */
export const candidateOf = (path: string): string => `${path}.hl-new`;

export interface Loaded {
  /** As the files are. */
  readonly disk: Sources;
  readonly document: GlanceDocument;
  /** Leftovers (backups and candidates) of a batch that did not finish. */
  readonly leftovers: readonly string[];
  /** What an unfinished batch started from; null when the last one finished. */
  readonly unfinished: GlanceDocument | null;
  readonly pending: boolean;
}

/** Reads glance.yml, what it includes, and what an unfinished batch left behind. */
export async function load(remote: Remote, main: string): Promise<Loaded> {
  const disk = await readSources((path) => remote.read(path), main, remote.name);
  const leftovers = await findLeftovers(remote, [...disk.keys()]);
  if (!leftovers.some((path) => path.endsWith('.hl-bak')))
    return { disk, document: parseGlance(disk, main), leftovers, unfinished: null, pending: false };

  const [mended, old] = [new Map(disk), new Map(disk)];
  for (const [path, text] of disk) {
    const backup = leftovers.includes(backupOf(path)) ? await readText(remote, backupOf(path)) : null;
    if (backup !== null) old.set(path, backup);
    const candidate = leftovers.includes(candidateOf(path)) ? await readText(remote, candidateOf(path)) : null;
    if (candidate !== null && text !== backup && candidate !== text && candidate.startsWith(text)) mended.set(path, candidate);
  }
  return { disk, document: parseGlance(mended, main), leftovers, unfinished: parsed(old, main), pending: true };
}

async function findLeftovers(remote: Remote, paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const directory of new Set(paths.map((path) => dirname(path)))) {
    const names = new Set((await remote.list(directory)).map((name) => `${directory === '/' ? '' : directory}/${name}`));
    found.push(
      ...paths
        .filter((path) => dirname(path) === directory)
        .flatMap((path) => [backupOf(path), candidateOf(path)].filter((name) => names.has(name))),
    );
  }
  return found;
}

export async function readText(remote: Remote, path: string): Promise<string | null> {
  const bytes = await remote.read(path);
  return bytes === null ? null : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function parsed(sources: Sources, main: string): GlanceDocument | null {
  try {
    return parseGlance(sources, main);
  } catch (error) {
    if (error instanceof HlError) return null; // a backup that cannot be read tells nothing
    throw error;
  }
}

export const sameSources = (a: Sources, b: Sources): boolean => a.size === b.size && [...a].every(([path, text]) => b.get(path) === text);
