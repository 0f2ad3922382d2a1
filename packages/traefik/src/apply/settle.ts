import { HlError } from '@hl/core';
import type { Change, Report } from '@hl/core';
import type { Access } from '../access.js';
import type { EntryPoints } from '../client/api.js';
import type { Snapshot } from '../client/snapshot.js';
import type { RouteSpec } from '../desired/spec.js';
import { judge, leftovers, outdated } from '../observe/compare.js';

type Route = Change<RouteSpec>;

/** Looks in a row that the API may leave unanswered, since it may be starting again. */
const patience = 30;

/** Traefik applies a burst in two steps, 2 s apart: what the first leaves disabled may lack only what the second brings. */
const burstMs = 2500;

/** Reports what Traefik serves as soon as it does; returns what it does not serve, with the reason where Traefik gives one. */
export async function settle(
  { api, clock, pollMs, deadlineMs }: Access,
  entryPoints: EntryPoints | null,
  pending: Set<Route>,
  report: Report,
): Promise<Map<Route, HlError | null>> {
  const failed = new Map<Route, HlError | null>();
  const started = clock.now();
  let seen: Snapshot | undefined;
  for (let silent = 0; pending.size > 0;) {
    const passedMs = clock.now() - started;
    const last = passedMs >= deadlineMs;
    const calm = last || passedMs >= burstMs;
    const snapshot = await api?.snapshot().catch((error: unknown) => {
      silent += 1;
      if (last || silent > patience || HlError.from(error).kind !== 'unreachable') throw error;
    });
    if (snapshot) silent = 0;
    for (const change of snapshot && (snapshot !== seen || calm) ? [...pending] : []) {
      const verdict = verdictOn(change, snapshot as Snapshot, entryPoints, last);
      if (verdict === 'wait' || (verdict instanceof HlError && !calm)) continue;
      pending.delete(change);
      if (verdict instanceof HlError) failed.set(change, verdict);
      else if (verdict === 'absent') failed.set(change, null);
      else report(change, verdict.length > 0 ? { status: 'applied', notes: verdict } : { status: 'applied' });
    }
    seen = snapshot ?? seen;
    if (pending.size > 0) await clock.sleep(pollMs);
  }
  return failed;
}

/** `absent`: not loaded in time; a list: served, with what to know about it. */
export function verdictOn(
  { key, before, after }: Pick<Route, 'key' | 'before' | 'after'>,
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
  const served = state === 'live' && rest.length === 0 && !outdated(before, after, snapshot);
  if (served && exact) return notes;
  if (!last) return 'wait';
  return served ? [...notes, 'Traefik serves it, but shows some of its details otherwise than written'] : 'absent';
}

/** Waits, after the files were put back, until Traefik serves what stood before these changes; tells of which it does. */
export async function servedAgain(
  { api, clock, pollMs, deadlineMs }: Access,
  changes: readonly Route[],
): Promise<(change: Route) => boolean> {
  const waiting = new Set(changes.filter(({ before }) => before?.live !== false));
  for (const end = clock.now() + deadlineMs; api && waiting.size > 0; await clock.sleep(pollMs)) {
    const snapshot = await api.snapshot().catch(() => null);
    for (const change of snapshot ? [...waiting] : []) {
      const undone = { key: change.key, before: change.after, after: change.before };
      if (Array.isArray(verdictOn(undone, snapshot as Snapshot, null, false))) waiting.delete(change);
    }
    if (clock.now() >= end) break;
  }
  return (change) => !waiting.has(change);
}
