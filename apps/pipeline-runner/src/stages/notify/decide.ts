import { sha256, type Occasion } from '@hl/core';
import type { ToldFailure } from '@hl/core/state';
import type { RunSummary } from '@hl/notify';
import { didNotGoThrough } from '../../exit.js';
import type { Found, Verdict } from './notify-context.js';

/** How a run ended, as far as it decides who is told. */
export interface Ending {
  /** Failures of both are remembered each by itself; null: somebody pressed a button, and is told what came of it. */
  readonly about: 'deploy' | 'drift' | null;
  readonly occasions: readonly Occasion[];
  /** Something is wrong: what, as a digest. null: nothing is. */
  readonly trouble: string | null;
  /** A version that was taken back still stands in git: what went well this time mends nothing. */
  readonly held: boolean;
  readonly commit: string;
}

export interface Decision {
  readonly say: boolean;
  /** A failure that was told is over. */
  readonly recovered: boolean;
  /** What to remember; null: nothing is wrong any more; undefined: what was. */
  readonly next: ToldFailure | null | undefined;
}

/** Milliseconds in which the same failure is told once. */
const once = 3_600_000;

const fresh = ({ time }: ToldFailure, now: string): boolean => Date.parse(now) - Date.parse(time) < once;

/** Whether a channel is told, by what it was told last. Pure. */
export function decide(ending: Ending, last: ToldFailure | undefined, on: ReadonlySet<Occasion>, now: string): Decision {
  const { about, occasions, trouble, held, commit } = ending;
  const heard = occasions.some((one) => on.has(one));
  if (about === null) return { say: heard, recovered: false, next: undefined };
  if (trouble === null) {
    const recovered = last !== undefined && !held;
    return { say: heard || (recovered && on.has('recovery')), recovered, next: recovered ? null : undefined };
  }
  if (last?.fingerprint === trouble && fresh(last, now)) return { say: false, recovered: false, next: undefined };
  return { say: heard, recovered: false, next: { fingerprint: trouble, commit, time: now } };
}

/** Whether a beginning is told: not of one more try of what was told to fail just now. Pure. */
export const tellsStart = (last: ToldFailure | undefined, commit: string, now: string): boolean =>
  last === undefined || last.commit !== commit || !fresh(last, now);

/** Pure. @param left the stage that left nothing */
export function endingOf(found: Found, summary: RunSummary, verdict: Verdict, commit: string, left: string | null): Ending {
  const { result, services, rolledBack = [], stages } = summary;
  const bad = result === 'failure' || result === 'warning';
  const rest = { held: (found.changes?.held.length ?? 0) > 0, commit };
  if (verdict === 'rollback') {
    const moved = services.length > 0 || stages.some(({ status }) => status !== 'success');
    return { about: null, occasions: bad ? ['rollback', 'failure'] : moved ? ['rollback'] : [], trouble: null, ...rest };
  }
  const drift = found.plan?.drift === true;
  const about = drift || left === 'drift' || found.failures.some(({ stage }) => stage === 'drift') ? 'drift' : 'deploy';
  if (!bad) return { about, occasions: services.length > 0 ? ['success'] : [], trouble: null, ...rest };
  const seen = drift && found.failures.length === 0;
  const occasions: Occasion[] = [seen ? 'drift' : 'failure', ...(rolledBack.length > 0 ? (['rollback'] as const) : [])];
  // Another commit that fails in the same way is news; the same drift is none.
  const of = about === 'drift' ? [] : [commit];
  return { about, occasions, trouble: sha256(JSON.stringify([...of, ...troubles(found, left)])), ...rest };
}

/** What is wrong, one line each, without what differs from one time to the next. */
function troubles({ plan, done, verification, failures }: Found, left: string | null): string[] {
  const all = [
    ...failures.map(({ stage, error }) => `${stage}: ${error.code} ${error.message.replace(/\b[0-9a-f]{7,}\b|\d+/g, '#')}`),
    ...(left === null ? [] : [`${left} left nothing`]),
    ...done
      .flatMap(({ outcomes }) => outcomes.filter(didNotGoThrough))
      .map(({ service, system, key, status, error }) => `${service}: ${system} ${key} ${status} ${error?.code}`),
    ...(verification?.checks ?? []).filter(({ status }) => status === 'fail').map(({ service, name }) => `${service}: ${name}`),
    ...(plan === null || done.length > 0
      ? []
      : [
          ...(plan.drift === true ? [...plan.changes, ...(plan.orphans ?? [])].map(({ system, key }) => `${system} ${key} differs`) : []),
          ...plan.conflicts.map(({ system, key }) => `${system} ${key} is held`),
          ...plan.refusals.map(({ system, key, error }) => `${system} ${key}: ${error.code}`),
          ...plan.failures.map(({ system, error }) => `${system}: ${error.code}`),
        ]),
  ];
  return [...new Set(all)].sort();
}
