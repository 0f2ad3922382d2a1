import { HlError } from '@hl/core';
import type { Remote } from '@hl/core';
import { backupOf, candidateOf } from './files.js';
import type { Loaded } from './files.js';
import type { Sources } from './includes.js';
import { reload, restart } from './reload.js';
import type { Running } from './reload.js';
import { findTargets, mountsOf } from './target.js';
import type { Target } from './target.js';
import { validate } from './validate.js';
import type { View } from './view.js';

/** Texts to write, by path, with what stood there. */
export interface Batch {
  readonly loaded: Loaded;
  readonly texts: Sources;
  readonly view: View;
  /** Whether the files still are as they were read. */
  unchanged(): Promise<boolean>;
}

/**
 * Writes a batch and makes it live: backup, validate, write, reload, look, tidy up. What fails after the write is taken
 * back, file and running Glance; what is cut off leaves the backup, by which the next run knows.
 *
 * @returns notes for a person; null when somebody edited the files in between, and nothing was written
 */
export async function publish(running: Running, batch: Batch): Promise<string[] | null> {
  const { remote, site, client, timing } = running;
  const { loaded, texts, view } = batch;
  const notes: string[] = [];
  const targets =
    texts.size > 0 ? await findTargets(remote, [...texts.keys()], await mountsOf(remote, site.restart)) : new Map<string, Target>();
  const leftovers = new Set(loaded.leftovers);
  if (client && !loaded.pending) await client.ready(); // a Glance that is down already is not ours to judge by

  const keep = async (path: string, content: string, mode: number): Promise<void> => {
    leftovers.add(path);
    await remote.write(path, content, { mode });
  };
  for (const [path, { mode, how }] of targets) {
    if (!loaded.leftovers.includes(backupOf(path))) await keep(backupOf(path), loaded.disk.get(path) ?? '', mode);
    if (how === 'inPlace' || (site.validate && path === site.config)) await keep(candidateOf(path), texts.get(path) ?? '', mode);
  }
  const tidy = async (): Promise<void> => {
    // candidates first: without its backup a candidate means nothing
    for (const path of [...leftovers].sort().reverse()) await remote.remove(path);
  };
  const judge = async (file: string): Promise<void> => {
    const note = site.validate ? await validate(remote, site.validate, file) : null;
    if (note !== null && !notes.includes(note)) notes.push(note);
  };

  try {
    if (leftovers.has(candidateOf(site.config)) && targets.size === 1) await judge(candidateOf(site.config));
  } catch (error) {
    if (!loaded.pending) await tidy();
    throw error;
  }
  if (!(await batch.unchanged())) {
    if (!loaded.pending) await tidy();
    return null;
  }
  const written: string[] = [];
  try {
    for (const [path, { mode, how, path: real }] of targets) {
      written.push(path);
      await remote.write(real, texts.get(path) ?? '', { mode, how });
    }
    if (targets.size > 1) await judge(site.config);
    await reload(running, view, written.length > 0);
  } catch (error) {
    throw await restored(remote, error, async () => {
      for (const path of written) await takeBack(remote, targets.get(path) as Target, texts.get(path) ?? '', loaded.disk.get(path) ?? '');
      if (written.length > 0 && site.reload !== 'none') await restart({ remote, site, client, timing });
      if (!loaded.pending) await tidy();
    });
  }
  await tidy();
  return notes;
}

/** Puts the old text back, unless somebody has edited the file since. */
async function takeBack(remote: Remote, { path, mode, how }: Target, ours: string, old: string): Promise<void> {
  const now = await remote.read(path);
  if (now !== null && new TextDecoder('utf-8', { ignoreBOM: true }).decode(now) !== ours) return;
  await remote.write(path, old, { mode, how });
}

async function restored(remote: Remote, error: unknown, back: () => Promise<void>): Promise<HlError> {
  const known = HlError.from(error);
  try {
    await back();
    return known;
  } catch {
    return new HlError(known.code, `${known.message}; the former file on ${remote.name} is not restored yet`, {
      kind: known.kind,
      hint: `${known.hint ?? ''} The former text lies beside the file, as .hl-bak; run again to finish.`.trim(),
      cause: error,
    });
  }
}
