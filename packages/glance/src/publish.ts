import type { Remote } from '@hl/core';
import { candidateOf, readText } from './files.js';
import type { Loaded } from './files.js';
import type { Sources } from './includes.js';
import { prepare } from './prepare.js';
import { reload, restart } from './reload.js';
import type { Running } from './reload.js';
import { replace } from './replace.js';
import { restored, takeBack } from './restore.js';
import { findTargets, isMounted, isMountedAlone, mountsOf } from './target.js';
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
 * @returns notes for a person; null when somebody edited the files meanwhile: their text stands, and may or may not hold the batch
 */
export async function publish(running: Running, { loaded, texts, view, unchanged }: Batch): Promise<string[] | null> {
  const { remote, site, client } = running;
  if (client && !loaded.pending) await client.ready(); // a Glance that is down already is not ours to judge by
  const mounts = texts.size > 0 ? await mountsOf(remote, site.restart) : [];
  const targets = texts.size > 0 ? await findTargets(remote, [...texts.keys()], mounts) : new Map<string, Target>();
  const leftovers = new Set(loaded.leftovers);
  /** Whether Glance can judge before anything is written: not of an included file, nor beside a file that it sees alone. */
  const ahead = targets.size === 1 && targets.has(site.config) && !isMountedAlone(site.config, mounts);
  const notes = new Set<string>();
  const judge = async (file: string): Promise<void> => {
    const note = await validate(remote, site, file, mounts);
    if (note !== null) notes.add(note);
  };
  /** What an unfinished batch left stays until one is finished. */
  const tidy = async (finished: boolean): Promise<void> => {
    if (finished || !loaded.pending) for (const path of [...leftovers].sort().reverse()) await remote.remove(path); // a candidate goes before its backup
  };

  try {
    await prepare(remote, {
      loaded,
      texts,
      targets,
      leftovers,
      candidate: site.validate !== null || isMounted(site.config, mounts) ? site.config : null,
    });
    if (ahead && leftovers.has(candidateOf(site.config))) await judge(candidateOf(site.config));
    if (!(await unchanged())) {
      await tidy(false);
      return null;
    }
  } catch (error) {
    throw await restored(remote, error, () => tidy(false));
  }
  const written: string[] = [];
  let restarting = false;
  const undo = async (): Promise<boolean> => {
    const mine = await takeAllBack(remote, { loaded, texts }, targets, written);
    if (written.length > 0 && restarting) await restart(running);
    await tidy(false);
    return mine;
  };
  let kept = true;
  try {
    if (!(await replaceAll(remote, { loaded, texts }, targets, written))) {
      await undo();
      return null;
    }
    if (targets.size > 0 && !ahead) await judge(site.config);
    await reload(running, view, () => {
      restarting = true;
    });
  } catch (error) {
    const told = await restored(remote, error, async () => {
      kept = await undo();
    });
    if (kept) throw told;
    return null;
  }
  for (const path of written) if ((await readText(remote, path)) !== texts.get(path)) kept = false;
  await tidy(true);
  return kept ? [...notes] : null;
}

type Targets = ReadonlyMap<string, Target>;

/** False when somebody was faster with one of the files. @param written grows by what may have been written */
async function replaceAll(
  remote: Remote,
  { loaded, texts }: Pick<Batch, 'loaded' | 'texts'>,
  targets: Targets,
  written: string[],
): Promise<boolean> {
  for (const [path, target] of targets) {
    written.push(path);
    if (await replace(remote, target, loaded.disk.get(path) ?? '', texts.get(path) ?? '')) continue;
    written.pop();
    return false;
  }
  return true;
}

/** False when somebody has edited one of the files since. */
async function takeAllBack(
  remote: Remote,
  { loaded, texts }: Pick<Batch, 'loaded' | 'texts'>,
  targets: Targets,
  written: readonly string[],
): Promise<boolean> {
  let mine = true;
  for (const path of written) {
    const back = await takeBack(remote, targets.get(path) as Target, texts.get(path) ?? '', loaded.disk.get(path) ?? '');
    mine &&= back;
  }
  return mine;
}
