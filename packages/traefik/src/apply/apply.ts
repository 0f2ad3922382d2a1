import { asResult, type Change, type HlError, type Report, type Result } from '@hl/core';
import type { Access } from '../access.js';
import { readFiles } from '../client/read-files.js';
import { writeFiles } from '../client/write-files.js';
import { knowsLimit, withoutLimit } from '../desired/forward-auth.js';
import type { RouteSpec } from '../desired/spec.js';
import { notLoaded } from './not-loaded.js';
import { changedMeanwhile, circumstancesOf, isChanged, refusalOf, type Circumstances } from './refusal.js';
import { servedAgain, settle } from './settle.js';

type Route = Change<RouteSpec>;

/** How often the edit is made again on top of what somebody else writes at the same time. */
const attempts = 5;

/** Writes all files at once, then waits with one common poll until Traefik serves them; what it does not serve is put back. */
export async function applyRoutes(access: Access, given: readonly Route[], tell: Report): Promise<void> {
  const { remote, directory, layout, api } = access;
  const knows = await knowsLimit(api);
  const changes = new Map(given.map((change) => [knows ? change : withoutLimit(change), change]));
  const report = (change: Route, result: Result): void => tell(changes.get(change) ?? change, result);
  const refuse = (change: Route, error: HlError): void =>
    report(change, error.kind === 'conflict' ? { status: 'conflict', error: error.toJSON() } : asResult(error));
  const former = new Map<string, string | null>();
  const pending = new Set<Route>();
  let entryPoints: Circumstances['entryPoints'] = null;
  let todo = [...changes.keys()];
  for (let attempt = 1; todo.length > 0; attempt += 1) {
    const now = await circumstancesOf(access, todo);
    entryPoints = now.entryPoints;
    const accepted = todo.filter((change) => {
      const file = layout.fileOf(change.key);
      const problem = isChanged(change, file, now.inventory) ? changedMeanwhile(file) : refusalOf(change, file, now);
      if (problem) refuse(change, problem);
      return problem === null;
    });
    const wanted = accepted.map(({ key, before, after }) => ({ key, spec: after, again: before?.live === false }));
    const edits = layout.edits(now.inventory.files, wanted);
    for (const { file, before } of edits) former.set(file, before);
    const touched = new Set(edits.map(({ file }) => file));
    const { written, problem } = await writeFiles(remote, directory, edits);
    todo = [];
    for (const change of accepted) {
      const file = layout.fileOf(change.key);
      const result = touched.has(file) ? (written.get(file) ?? problem ?? 'changed') : 'done';
      if (result === 'done') pending.add(change);
      else if (result === 'changed' && attempt < attempts) todo.push(change);
      else refuse(change, result === 'changed' ? changedMeanwhile(file) : result);
    }
  }
  if (api === null) {
    for (const change of pending)
      report(change, { status: 'applied', notes: ['written; whether Traefik serves it was not asked (traefik.api is not set)'] });
  } else if (pending.size > 0) {
    const failed = await settle(access, entryPoints, pending, report);
    if (failed.size > 0) await putBack(access, former, failed, report);
  }
}

/** Restores the files of what is not served, waits until Traefik is back at them, and says why as far as it can be seen. */
async function putBack(
  access: Access,
  former: ReadonlyMap<string, string | null>,
  failed: ReadonlyMap<Route, HlError | null>,
  report: (change: Route, result: Result) => void,
): Promise<void> {
  const { remote, directory, layout } = access;
  const now = await readFiles(remote, directory);
  const then = new Map([...now, ...former].filter(([file]) => former.get(file) !== null));
  const wanted = [...failed.keys()].map(({ key, after }) => ({ key, spec: after }));
  const { written, problem } = await writeFiles(remote, directory, layout.restore(now, then, wanted));
  const lost = problem !== null || [...written.values()].includes('changed');
  const explain = await notLoaded(access, now);
  const isBack = lost ? null : await servedAgain(access, [...failed.keys()]);
  for (const [change, reason] of failed) {
    const notes = [
      ...(lost ? ['The former file could not be put back everywhere: look at the directory.'] : []),
      ...(isBack?.(change) === false ? ['What was there before was put back, but Traefik does not serve it again yet.'] : []),
    ];
    report(change, { ...asResult(reason ?? explain(change)), ...(notes.length > 0 ? { notes } : {}) });
  }
}
