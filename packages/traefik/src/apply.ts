import { setTimeout as sleep } from 'node:timers/promises';
import { asResult, equal, HlError } from '@hl/core';
import type { Change, Report } from '@hl/core';
import { check } from './check.js';
import type { EntryPoints, Snapshot } from './client.js';
import { brokenFiles } from './diagnose.js';
import { readFiles, writeFiles } from './directory.js';
import type { Files } from './directory.js';
import { foreign } from './layout.js';
import { judge, leftovers } from './live.js';
import type { World } from './observe.js';
import { configOf, eachDefinition } from './spec.js';
import type { RouteSpec } from './spec.js';

type Route = Change<RouteSpec>;

/** Writes all files at once, then waits with one common poll until Traefik serves them; what it does not serve is put back. */
export async function applyRoutes(world: World, changes: readonly Route[], report: Report): Promise<void> {
  const { remote, directory, layout, api } = world;
  const files = await readFiles(remote, directory);
  const entryPoints = (await api?.entryPoints()) ?? null;
  const accepted = changes.filter((change) => {
    const problem = refusal(world, files, entryPoints, change);
    if (problem) report(change, asResult(problem));
    return problem === null;
  });
  const edits = layout.edits(
    files,
    accepted.map(({ key, after }) => ({ key, spec: after })),
  );
  const touched = new Set(edits.map(({ file }) => file));
  const { written, problem } = await writeFiles(remote, directory, edits);
  const pending = new Set(
    accepted.filter((change) => {
      const file = layout.fileOf(change.key);
      if (!touched.has(file) || written.get(file) === 'done') return true;
      report(change, asResult(written.get(file) === 'changed' ? meanwhile(file) : (problem as HlError)));
      return false;
    }),
  );
  if (api === null) {
    for (const change of pending)
      report(change, { status: 'applied', notes: ['written; whether Traefik serves it was not asked (traefik.api is not set)'] });
    return;
  }
  const failed = await settle(world, entryPoints, pending, report);
  if (failed.size > 0) await putBack(world, files, failed, report);
}

/** Why a change must not be written, or `null`. */
function refusal({ layout }: World, files: Files, entryPoints: EntryPoints | null, { key, before, after }: Route): HlError | null {
  const file = layout.fileOf(key);
  const found = layout.find(files, [key]).get(key);
  if (found?.file === file && found.config && !(before && equal(configOf(found.config), configOf(before)))) return meanwhile(file);
  if (after === null) return null;
  try {
    check(key, after);
  } catch (error) {
    return HlError.from(error);
  }
  const taken = foreign(files)(key, file);
  if (taken) {
    return new HlError('HL_TRAEFIK_TAKEN', `${taken.file} already defines names that ${key} needs`, {
      kind: 'conflict',
      hint: `Remove them from ${taken.file}, or rename the service.`,
    });
  }
  const unknown = new Set<string>();
  eachDefinition(after, (_, kind, __, { entryPoints: wanted }) => {
    if (kind === 'routers' && Array.isArray(wanted))
      for (const one of wanted) if (entryPoints && !entryPoints.has(String(one))) unknown.add(String(one));
  });
  if (unknown.size === 0) return null;
  return new HlError(
    'HL_TRAEFIK_ENTRYPOINT',
    `${key}: Traefik has no entryPoint ${[...unknown].join(', ')} (it has ${[...(entryPoints ?? new Map()).keys()].join(', ')})`,
    {
      kind: 'input',
      hint: 'Name one of these in traefik.entrypoints of the service file or of hl.yml.',
    },
  );
}

const meanwhile = (file: string): HlError =>
  new HlError('HL_TRAEFIK_CHANGED', `${file} was changed by somebody else in this moment`, {
    kind: 'conflict',
    hint: 'Nothing was overwritten; run again.',
  });

/** Reports what Traefik serves as soon as it does; returns what it does not serve, with the reason. */
async function settle(
  { api, pollMs, deadlineMs }: World,
  entryPoints: EntryPoints | null,
  pending: Set<Route>,
  report: Report,
): Promise<Map<Route, HlError | null>> {
  const failed = new Map<Route, HlError | null>();
  for (const deadline = Date.now() + deadlineMs; pending.size > 0;) {
    const last = Date.now() >= deadline;
    const snapshot = await api?.snapshot().catch((error: unknown) => {
      if (last || HlError.from(error).kind !== 'unreachable') throw error;
    });
    for (const change of snapshot ? [...pending] : []) {
      const verdict = verdictOn(change, snapshot as Snapshot, entryPoints, last);
      if (verdict === 'wait') continue;
      pending.delete(change);
      if (verdict instanceof HlError) failed.set(change, verdict);
      else if (verdict === 'absent') failed.set(change, null);
      else report(change, verdict.length > 0 ? { status: 'applied', notes: verdict } : { status: 'applied' });
    }
    if (pending.size > 0) await sleep(pollMs);
  }
  return failed;
}

/** `absent`: not loaded in time; a list: served, with what to know about it. */
function verdictOn(
  { key, before, after }: Route,
  snapshot: Snapshot,
  entryPoints: EntryPoints | null,
  last: boolean,
): 'wait' | 'absent' | HlError | readonly string[] {
  const rest = leftovers(before, after, snapshot);
  if (after === null) return rest.length === 0 ? [] : last ? 'absent' : 'wait';
  const { state, notes, exact } = judge(after, snapshot, entryPoints);
  if (state === 'disabled') {
    return new HlError('HL_TRAEFIK_DISABLED', `Traefik loaded the route of ${key} but does not serve it: ${notes.join('; ')}`, {
      kind: 'refused',
      hint: 'What was there before was put back; correct the traefik section of the service file.',
    });
  }
  if (state === 'live' && rest.length === 0 && exact) return notes;
  if (!last) return 'wait';
  return state === 'live' && rest.length === 0
    ? [...notes, 'Traefik serves it, but shows some of its details otherwise than written']
    : 'absent';
}

/** Restores the files of what is not served, and says why as far as it can be seen. */
async function putBack(
  { remote, directory, layout, deadlineMs }: World,
  then: Files,
  failed: ReadonlyMap<Route, HlError | null>,
  report: Report,
): Promise<void> {
  const now = await readFiles(remote, directory);
  const broken = [...failed.values()].includes(null) ? brokenFiles(now) : [];
  const restored = await writeFiles(
    remote,
    directory,
    layout.restore(
      now,
      then,
      [...failed.keys()].map(({ key }) => key),
    ),
  );
  const kept = [...restored.written.values()].includes('changed') || restored.problem !== null;
  for (const [change, reason] of failed) {
    const error =
      reason ?? notLoaded(change, directory, deadlineMs, broken, foreign(now)(change.key, layout.fileOf(change.key))?.file ?? null);
    const note = 'The former file could not be put back everywhere: look at the directory.';
    report(change, kept ? { ...asResult(error), notes: [note] } : asResult(error));
  }
}

function notLoaded(
  { key, after }: Route,
  directory: string,
  deadlineMs: number,
  broken: readonly string[],
  duplicate: string | null,
): HlError {
  const what = after === null ? `Traefik still serves the removed route of ${key}` : `Traefik did not load the route of ${key}`;
  const cause =
    broken.length > 0
      ? `another file stops all updates: ${broken.slice(0, 3).join('; ')}`
      : duplicate !== null
        ? `${duplicate} defines the same names`
        : `another file in ${directory} may be broken, or Traefik reads another directory`;
  return new HlError('HL_TRAEFIK_NOT_LOADED', `${what} within ${deadlineMs / 1000} s: ${cause}`, {
    kind: 'refused',
    hint:
      broken.length > 0
        ? 'Mend or remove that file; what was there before was put back.'
        : 'Traefik\'s log has "Error occurred during watcher callback" when a file is broken; what was there before was put back.',
  });
}
