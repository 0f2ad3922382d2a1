import type { Change, Outcome } from '../integration.js';
import { intend, nothingMade, settle } from '../memory.js';
import type { LedgerEntry, LedgerRun, PlannedService } from '../model/artifacts.gen.js';
import type { Service } from '../model/service.gen.js';
import { numbered, revisionOf } from './revisions.js';

/** A run, as entries remember it. */
export interface RunRecord {
  readonly run: string;
  readonly commit: string;
  readonly pipelineUrl: string | null;
  /** Who started it, where that is known. */
  readonly by?: string;
  /** ISO 8601, UTC. */
  readonly time: string;
}

export const kept = 20;
export const sameKey = (a: Pick<Change, 'system' | 'key'>, b: Pick<Change, 'system' | 'key'>): boolean =>
  a.system === b.system && a.key === b.key;

/** What a killed run began counts as failed: it may be half done. */
const cutOff = (intent: Change): Outcome => ({
  ...intent,
  status: 'failed',
  ms: 0,
  error: { code: 'HL_CUT_OFF', kind: 'unreachable', message: 'the run was ended before this was settled' },
});

/** The entry as `run` finds it, ahead of its first write: not healthy until it is concluded. */
export function begun(entry: LedgerEntry | null, service: PlannedService, run: RunRecord): LedgerEntry {
  if (entry?.run === run.run) return entry;
  const { name, path, action, before, after, hash, previousHash, leftovers } = service;
  // A run that did not end well is not what anybody wants back: the way back leads to before it.
  const open = entry !== null && !entry.healthy && done(entry).length > 0 ? entry : null;
  const { revisions } = entry === null ? {} : numbered(entry);
  return {
    version: 1,
    name,
    path,
    host: (after ?? before)?.host ?? '',
    service: after,
    previous: open ? open.previous : before,
    leftovers: distinct([...(before ? [before] : []), ...leftovers, ...(entry?.leftovers ?? [])]),
    hash,
    previousHash: open ? open.previousHash : previousHash,
    ...run,
    healthy: false,
    rejected: entry?.rejected === hash ? null : (entry?.rejected ?? null),
    ...((open ? open.previousHealthy : entry?.healthy && before !== null) && { previousHealthy: true }),
    outcomes: open?.outcomes ?? [],
    made: entry?.made ?? nothingMade.made,
    intents: entry?.intents ?? nothingMade.intents,
    history: [...(entry?.history ?? []), lineOf(run, action === 'move' ? 'modify' : action, false)].slice(-kept),
    ...(revisions && { revisions }),
  };
}

export const distinct = (services: readonly Service[]): Service[] => [
  ...new Map(services.map((service) => [JSON.stringify(service), service])).values(),
];

/** Ahead of a write: what is about to be done. An older intent that this takes the place of may have happened. */
export function intended(entry: LedgerEntry, changes: readonly Change[]): LedgerEntry {
  const older = entry.intents.filter((intent) => changes.some((change) => sameKey(change, intent)));
  return intend({ ...entry, outcomes: [...entry.outcomes, ...older.map(cutOff)] }, changes);
}

/** After a write. What is true already and was begun by a run that was killed, that run has done. */
export function recorded(entry: LedgerEntry, outcome: Outcome, time: string): LedgerEntry {
  const intent = entry.intents.find((one) => sameKey(one, outcome));
  const settled = settle({ ...entry, time }, outcome);
  if (outcome.status !== 'unchanged') return { ...settled, outcomes: [...entry.outcomes, outcome] };
  return intent === undefined
    ? settled
    : { ...settled, outcomes: [...entry.outcomes, { ...outcome, before: intent.before, status: 'applied' }] };
}

/** The definition that stands, or of which something may stand still: a removal is over when it is healthy. */
export const standing = ({ service, healthy, leftovers }: LedgerEntry): Service | null =>
  service ?? (healthy ? null : (leftovers[0] ?? null));

/** All that was done since the way back leads nowhere: what rollback takes back. */
export const done = ({ outcomes, intents }: LedgerEntry): Outcome[] => [...outcomes, ...intents.map(cutOff)];

/**
 * The end of a run for one service. null: there is nothing to remember.
 *
 * @param broken it was looked at and seen to be broken, by its own doing: what it was before this version is out of reach now
 */
export function concluded(
  entry: LedgerEntry | null,
  service: PlannedService,
  run: RunRecord,
  healthy: boolean,
  broken = false,
): LedgerEntry | null {
  if (entry === null && service.after === null) return null;
  if (entry === null) {
    const first = begun(null, service, run);
    return told({ ...first, healthy, leftovers: healthy ? [] : first.leftovers });
  }
  const touched = entry.run === run.run;
  const last = entry.history.at(-1);
  // A run that changed nothing leaves what the last one did, so that it can still be taken back.
  const unchanged = {
    path: service.path,
    host: (service.after ?? service.before)?.host ?? entry.host,
    service: service.after,
    hash: service.hash,
  };
  const ended = {
    ...entry,
    ...(touched ? {} : { ...unchanged, commit: run.commit }),
    healthy,
    ...(broken && { previousHealthy: false }),
    leftovers: healthy ? [] : entry.leftovers,
    history: touched && last ? [...entry.history.slice(0, -1), { ...last, healthy }] : entry.history,
  };
  return touched ? told(ended) : numbered(ended);
}

/** With a number for what stands now, also in the last line of its history. */
export function told(entry: LedgerEntry): LedgerEntry {
  const known = numbered(entry);
  const revision = entry.healthy ? revisionOf(known, entry.service)?.number : undefined;
  return {
    ...known,
    history: known.history.map((line, index, all) => (revision && index === all.length - 1 ? { ...line, revision } : line)),
  };
}

/** Somebody else's service settled this key: it is not this one's any more. */
export const without = (entry: LedgerEntry, { system, key }: Pick<Change, 'system' | 'key'>): LedgerEntry => {
  const other = (one: { readonly system: string; readonly key: string }): boolean => one.system !== system || one.key !== key;
  return { ...entry, made: entry.made.filter(other), intents: entry.intents.filter(other) };
};

export const lineOf = ({ time, commit, pipelineUrl, by }: RunRecord, action: LedgerRun['action'], healthy: boolean): LedgerRun => ({
  time,
  commit,
  action,
  healthy,
  pipelineUrl,
  ...(by !== undefined && { by }),
});
