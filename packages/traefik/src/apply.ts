import { asResult } from '@hl/core';
import type { Change, HlError, Report, Result } from '@hl/core';
import { readFiles } from './directory.js';
import type { Files } from './directory.js';
import { notLoaded } from './not-loaded.js';
import { changedSince, circumstances, meanwhile, refusal } from './refusal.js';
import type { Circumstances } from './refusal.js';
import { servedAgain, settle } from './settle.js';
import type { RouteSpec } from './spec.js';
import type { World } from './world.js';
import { writeFiles } from './write.js';

type Route = Change<RouteSpec>;

/** Writes all files at once, then waits with one common poll until Traefik serves them; what it does not serve is put back. */
export async function applyRoutes(world: World, changes: readonly Route[], report: Report): Promise<void> {
  const former = new Map<string, string | null>();
  const pending = new Set<Route>();
  let entryPoints: Circumstances['entryPoints'] = null;
  let todo = changes;
  // somebody may write at the same time: what they wrote is read, and the edit made again on top of it
  for (let attempt = 1; todo.length > 0; attempt += 1) {
    const now = await circumstances(world);
    entryPoints = now.entryPoints;
    const accepted = todo.filter((change) => {
      const problem = changedSince(world, now.files, change) ? meanwhile(world.layout.fileOf(change.key)) : refusal(world, change, now);
      if (problem) report(change, resultOf(problem));
      return problem === null;
    });
    const done = await write(world, now.files, accepted, former);
    const again: Route[] = [];
    for (const change of accepted) {
      const result = done(change);
      if (result === 'done') pending.add(change);
      else if (result !== 'changed') report(change, resultOf(result));
      else if (attempt < 5) again.push(change);
      else report(change, resultOf(meanwhile(world.layout.fileOf(change.key))));
    }
    todo = again;
  }
  if (world.api === null) {
    for (const change of pending)
      report(change, { status: 'applied', notes: ['written; whether Traefik serves it was not asked (traefik.api is not set)'] });
    return;
  }
  const failed = await settle(world, entryPoints, pending, report);
  if (failed.size > 0) await putBack(world, former, failed, report);
}

/** Of a change that was not written. */
const resultOf = (error: HlError): Result => (error.kind === 'conflict' ? { status: 'conflict', error: error.toJSON() } : asResult(error));

/** What became of each change; `former` learns what the files held. */
async function write(
  { remote, directory, layout }: World,
  files: Files,
  changes: readonly Route[],
  former: Map<string, string | null>,
): Promise<(change: Route) => 'done' | 'changed' | HlError> {
  const edits = layout.edits(
    files,
    changes.map(({ key, before, after }) => ({ key, spec: after, again: before?.live === false })),
  );
  const { written, problem } = await writeFiles(remote, directory, edits);
  const touched = new Set(edits.map(({ file }) => file));
  for (const { file, before } of edits) former.set(file, before);
  return ({ key }) => {
    const file = layout.fileOf(key);
    return touched.has(file) ? (written.get(file) ?? problem ?? 'changed') : 'done';
  };
}

/** Restores the files of what is not served, waits until Traefik is back at them, and says why as far as it can be seen. */
async function putBack(
  world: World,
  former: ReadonlyMap<string, string | null>,
  failed: ReadonlyMap<Route, HlError | null>,
  report: Report,
): Promise<void> {
  const { remote, directory, layout } = world;
  const now = await readFiles(remote, directory);
  const then = new Map(now);
  for (const [file, text] of former) {
    if (text === null) then.delete(file);
    else then.set(file, text);
  }
  const wanted = [...failed.keys()].map(({ key, after }) => ({ key, spec: after }));
  const { written, problem } = await writeFiles(remote, directory, layout.restore(now, then, wanted));
  const lost = problem !== null || [...written.values()].includes('changed');
  const explain = [...failed.values()].includes(null) ? await notLoaded(world, now) : null;
  const back = lost ? null : await servedAgain(world, [...failed.keys()]);
  for (const [change, reason] of failed) {
    const error = reason ?? explain?.(change) ?? null;
    if (error === null) continue;
    const notes = [
      ...(lost ? ['The former file could not be put back everywhere: look at the directory.'] : []),
      ...(back?.(change) === false ? ['What was there before was put back, but Traefik does not serve it again yet.'] : []),
    ];
    report(change, { ...asResult(error), ...(notes.length > 0 ? { notes } : {}) });
  }
}
