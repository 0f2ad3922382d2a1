import { HlError, type Remote } from '@hl/core';
import type { Sources } from '../document/includes.js';
import { backupOf, candidateOf, type Loaded, readText } from '../observe/files.js';
import type { Transition } from '../observe/rendered-page.js';
import { isMounted, isMountedAlone, mountsOf } from './mounts.js';
import { reload, restart, type Running } from './reload.js';
import { replace } from './replace.js';
import { findTargets, type Target } from './targets.js';
import { validate } from './validate.js';

/**
 * Writes a batch and makes it live: backup, validate, write, reload, look, tidy up. What fails after the write is taken back, file and
 * running Glance; what is cut off leaves the backup, by which the next run knows.
 *
 * @param texts to write, by path
 * @returns notes for a person; null when somebody edited the files meanwhile: their text stands, and may or may not hold the batch
 */
export async function publish(running: Running, loaded: Loaded, texts: Sources, transition: Transition): Promise<string[] | null> {
  const { remote, site, client } = running;
  if (client && !loaded.pending) await client.ready(); // a Glance that is down already is not ours to judge by
  const mounts = texts.size > 0 ? await mountsOf(remote, site.restart) : [];
  const targets = await findTargets(remote, [...texts.keys()], mounts);
  const textsOf = (path: string): [before: string, after: string] => [loaded.disk.get(path) ?? '', texts.get(path) ?? ''];
  const candidate = candidateOf(site.config);
  /** Whether Glance can judge before anything is written: not of an included file, nor beside a file that it sees alone. */
  const ahead = targets.size === 1 && targets.has(site.config) && !isMountedAlone(site.config, mounts);
  const leftovers = new Set(loaded.leftovers);
  const written = new Set<string>();
  const notes = new Set<string>();
  let restarting = false;

  const writeBeside = async (path: string, text: string, mode: number): Promise<void> => {
    leftovers.add(path);
    await remote.write(path, text, { mode });
  };
  const judge = async (file: string): Promise<void> => {
    const note = await validate(remote, site, file, mounts);
    if (note !== null) notes.add(note);
  };
  /** What an unfinished batch left stays until one is finished. A candidate goes before its backup, by which the next run knows of it. */
  const tidy = async (finished: boolean): Promise<void> => {
    if (finished || !loaded.pending) for (const path of [...leftovers].sort().reverse()) await remote.remove(path);
  };
  /** False when somebody has edited one of the files since. */
  const undo = async (): Promise<boolean> => {
    let mine = true;
    for (const path of written) if (!(await takeBack(remote, targets.get(path) as Target, ...textsOf(path)))) mine = false;
    if (written.size > 0 && restarting) await restart(running);
    await tidy(false);
    return mine;
  };

  try {
    for (const [path, { mode, how }] of targets) {
      const [before, after] = textsOf(path);
      if (!leftovers.has(backupOf(path))) await writeBeside(backupOf(path), before, mode);
      const judged = path === site.config && (site.validate !== null || isMounted(path, mounts));
      if (how === 'inPlace' || judged) await writeBeside(candidateOf(path), after, mode);
    }
    if (ahead && leftovers.has(candidate)) await judge(candidate);
    for (const [path, target] of targets) {
      written.add(path);
      if (await replace(remote, target, ...textsOf(path))) continue;
      written.delete(path);
      await undo();
      return null;
    }
    if (targets.size > 0 && !ahead) await judge(site.config);
    await reload(running, transition, () => (restarting = true));
  } catch (error) {
    let mine = true;
    const known = HlError.from(error);
    try {
      mine = await undo();
    } catch {
      throw notTakenBack(remote, known);
    }
    if (mine) throw known;
    return null;
  }
  let kept = true;
  for (const path of written) if ((await readText(remote, path)) !== texts.get(path)) kept = false;
  await tidy(true);
  return kept ? [...notes] : null;
}

/** Puts the old text back; false when somebody has edited the file since, and theirs stays. */
async function takeBack(remote: Remote, target: Target, before: string, after: string): Promise<boolean> {
  const now = await readText(remote, target.path);
  if (now === null) await remote.write(target.path, before, target);
  // A write in place that failed on the way, on a full disk for instance, leaves a piece of ours.
  return now === null || now === before || (after.startsWith(now) && replace(remote, target, now, before));
}

const notTakenBack = (remote: Remote, cause: HlError): HlError =>
  new HlError(cause.code, `${cause.message}; what was begun on ${remote.name} is not taken back yet`, {
    kind: cause.kind,
    hint: `${cause.hint ?? ''} The former text lies beside the file, as .hl-bak; run again to finish.`.trim(),
    cause,
  });
