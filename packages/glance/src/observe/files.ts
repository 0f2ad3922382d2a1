import { dirname } from 'node:path/posix';
import { HlError, type Remote } from '@hl/core';
import { GlanceDocument } from '../document/document.js';
import { includedIn, type Sources } from '../document/includes.js';

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

/**
 * Reads glance.yml, what it includes, and what an unfinished batch left behind.
 *
 * @throws HlError HL_GLANCE_CONFIG when a file is not there or is not UTF-8; HL_GLANCE_YAML
 */
export async function load(remote: Remote, main: string): Promise<Loaded> {
  const disk = await readSources(remote, main);
  const leftovers = await findLeftovers(remote, [...disk.keys()]);
  if (!leftovers.some((path) => path.endsWith('.hl-bak')))
    return { disk, document: new GlanceDocument(disk, main), leftovers, unfinished: null, pending: false };

  const [mended, old] = [new Map(disk), new Map(disk)];
  const readLeftover = async (path: string): Promise<string | null> => (leftovers.includes(path) ? readText(remote, path) : null);
  for (const [path, text] of disk) {
    const [backup, candidate] = [await readLeftover(backupOf(path)), await readLeftover(candidateOf(path))];
    if (backup !== null) old.set(path, backup);
    if (candidate !== null && text !== backup && candidate !== text && candidate.startsWith(text)) mended.set(path, candidate);
  }
  return { disk, document: new GlanceDocument(mended, main), leftovers, unfinished: parsed(old, main), pending: true };
}

async function readSources(remote: Remote, main: string): Promise<Sources> {
  const sources = new Map<string, string>();
  const visit = async (path: string, from: string | null): Promise<void> => {
    if (sources.has(path)) return;
    const text = await readText(remote, path);
    if (text === null) throw missing(path, from, remote.name);
    sources.set(path, text);
    for (const next of includedIn(text, path, main)) await visit(next, path);
  };
  await visit(main, null);
  return sources;
}

async function findLeftovers(remote: Remote, paths: readonly string[]): Promise<string[]> {
  const there = new Set<string>();
  for (const directory of new Set(paths.map((path) => dirname(path))))
    for (const name of await remote.list(directory)) there.add(`${directory === '/' ? '' : directory}/${name}`);
  return paths.flatMap((path) => [backupOf(path), candidateOf(path)]).filter((path) => there.has(path));
}

/** The file's text, byte order mark included; null when there is none. @throws HlError HL_GLANCE_CONFIG when it is no UTF-8 */
export async function readText(remote: Remote, path: string): Promise<string | null> {
  const bytes = await remote.read(path);
  try {
    return bytes && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new HlError('HL_GLANCE_CONFIG', `${path} on ${remote.name} is not UTF-8 text`, {
      kind: 'refused',
      cause,
      hint: 'Save it as UTF-8; it was left as it is.',
    });
  }
}

/** null when it does not parse: a backup that cannot be read is no help. */
function parsed(sources: Sources, main: string): GlanceDocument | null {
  try {
    return new GlanceDocument(sources, main);
  } catch {
    return null;
  }
}

const missing = (path: string, from: string | null, where: string): HlError =>
  from === null
    ? new HlError('HL_GLANCE_CONFIG', `There is no ${path} on ${where}`, {
        kind: 'refused',
        hint: 'Set glance.config in hl.yml to the path of glance.yml on that host.',
      })
    : new HlError('HL_GLANCE_CONFIG', `${from} on ${where} includes ${path}, which is not there`, {
        kind: 'refused',
        hint: 'Paths are relative to the file that includes, and go to the end of the line, comments included.',
      });
