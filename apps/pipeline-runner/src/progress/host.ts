import type { Change, Outcome } from '@hl/core';
import { didNotGoThrough } from '../exit.js';

/** How far the containers of one host are. */
export interface HostProgress {
  readonly host: string;
  readonly total: number;
  readonly done: number;
  /** Settled, but not done. */
  readonly failed: number;
  /** Milliseconds since 1970; null: not begun. */
  readonly since: number | null;
  /** What is being done with which service, the oldest first. */
  readonly inFlight: ReadonlyMap<string, string>;
}

/** The host that a change is about, or null: a route, a record, a tile. */
export const hostOf = ({ system, key }: Pick<Change, 'system' | 'key'>): string | null =>
  system === 'compose' ? key.slice(0, key.indexOf('/')) : null;

/** The hosts of these changes, none begun. */
export function hostsOf(changes: readonly Change[]): HostProgress[] {
  const hosts = changes.map(hostOf).filter((host) => host !== null);
  return [...new Set(hosts)].map((host) => ({
    ...{ host, done: 0, failed: 0, since: null, inFlight: new Map() },
    total: hosts.filter((other) => other === host).length,
  }));
}

export const withStep = (progress: HostProgress, service: string, step: string): HostProgress => ({
  ...progress,
  inFlight: new Map([...progress.inFlight, [service, step]]),
});

export function withOutcome(progress: HostProgress, outcome: Outcome): HostProgress {
  const bad = didNotGoThrough(outcome);
  return {
    ...progress,
    done: progress.done + (bad ? 0 : 1),
    failed: progress.failed + (bad ? 1 : 0),
    inFlight: new Map([...progress.inFlight].filter(([service]) => service !== outcome.service)),
  };
}

export const isOver = ({ total, done, failed }: HostProgress): boolean => done + failed >= total;
