import type { Change, Outcome } from '@hl/core';
import { didNotGoThrough } from '../exit.js';

/** How far one thing is that goes on beside others: the containers of a host, or all that one other system holds. */
export interface Lane {
  /** Of the host, or of the system. */
  readonly name: string;
  readonly host: boolean;
  readonly total: number;
  readonly done: number;
  /** Settled, but not done. */
  readonly failed: number;
  /** Milliseconds since 1970; null: not begun. */
  readonly since: number | null;
  /** What is being done with which service, the oldest first. */
  readonly inFlight: ReadonlyMap<string, string>;
}

const ofHost = ({ system }: Pick<Change, 'system'>): boolean => system === 'compose';

/** The lane that a change belongs to. */
export const laneOf = (change: Pick<Change, 'system' | 'key'>): string =>
  ofHost(change) ? change.key.slice(0, change.key.indexOf('/')) : change.system;

/** The lanes of these changes, none begun. */
export function lanesOf(changes: readonly Change[]): Lane[] {
  const names = changes.map(laneOf);
  return [...new Set(names)].map((name) => ({
    ...{ name, done: 0, failed: 0, since: null, inFlight: new Map() },
    host: changes.some((change) => ofHost(change) && laneOf(change) === name),
    total: names.filter((other) => other === name).length,
  }));
}

export const withStep = (lane: Lane, service: string, step: string): Lane => ({
  ...lane,
  inFlight: new Map([...lane.inFlight, [service, step]]),
});

export function withOutcome(lane: Lane, outcome: Outcome): Lane {
  const bad = didNotGoThrough(outcome);
  return {
    ...lane,
    done: lane.done + (bad ? 0 : 1),
    failed: lane.failed + (bad ? 1 : 0),
    inFlight: new Map([...lane.inFlight].filter(([service]) => service !== outcome.service)),
  };
}

export const isOver = ({ total, done, failed }: Lane): boolean => done + failed >= total;
