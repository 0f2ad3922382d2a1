import { HlError, type Change, type Result } from '@hl/core';
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

/** Looks at the API until `look` says that there is nothing more to see, or the time is over. */
async function poll(
  { api, clock, pollMs, deadlineMs }: Access,
  look: (snapshot: Snapshot, passed: { readonly ms: number; readonly last: boolean }) => boolean,
  onSilence: (error: unknown, last: boolean) => void,
): Promise<void> {
  const started = clock.now();
  for (let last = false; api && !last; await clock.sleep(pollMs)) {
    const ms = clock.now() - started;
    last = ms >= deadlineMs;
    const snapshot = await api.snapshot().catch((error: unknown) => onSilence(error, last));
    if (snapshot && look(snapshot, { ms, last })) return;
  }
}

/** Reports what Traefik serves as soon as it does; returns what it does not serve, with the reason where Traefik gives one. */
export async function settle(
  access: Access,
  entryPoints: EntryPoints | null,
  pending: Set<Route>,
  report: (change: Route, result: Result) => void,
): Promise<Map<Route, HlError | null>> {
  const failed = new Map<Route, HlError | null>();
  let silent = 0;
  const look: Parameters<typeof poll>[1] = (snapshot, { ms, last }) => {
    silent = 0;
    for (const change of [...pending]) {
      const verdict = verdictOn(change, snapshot, entryPoints, last);
      if (verdict === 'wait' || (verdict instanceof HlError && ms < burstMs && !last)) continue;
      pending.delete(change);
      if (verdict instanceof HlError || verdict === 'absent') failed.set(change, verdict === 'absent' ? null : verdict);
      else report(change, verdict.length > 0 ? { status: 'applied', notes: verdict } : { status: 'applied' });
    }
    return pending.size === 0;
  };
  await poll(access, look, (error, last) => {
    silent += 1;
    if (last || silent > patience || HlError.from(error).kind !== 'unreachable') throw error;
  });
  return failed;
}

/** Waits, after the files were put back, until Traefik serves what stood before these changes; tells of which it does. */
export async function servedAgain(access: Access, changes: readonly Route[]): Promise<(change: Route) => boolean> {
  const waiting = new Set(changes.filter(({ before }) => before?.live !== false));
  const look = (snapshot: Snapshot): boolean => {
    for (const change of [...waiting]) {
      const undone = { key: change.key, before: change.after, after: change.before };
      if (Array.isArray(verdictOn(undone, snapshot, null, false))) waiting.delete(change);
    }
    return waiting.size === 0;
  };
  if (waiting.size > 0) await poll(access, look, () => undefined);
  return (change) => !waiting.has(change);
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
