import type { Outcome } from '@hl/core';
import { told } from './who.js';

const signs = { applied: '✔', unchanged: '=', failed: '✖', deferred: '…', conflict: '!' } as const;

export const outcomeLine = ({ status, system, key, service, before, after, ms }: Outcome): string => {
  const what = before === null ? 'created' : after === null ? 'removed' : 'changed';
  const name = key === service || key.endsWith(`/${service}`) ? key : `${service}: ${key}`;
  return `${signs[status]} ${system.padEnd(9)} ${name} ${status === 'applied' ? what : status}${ms > 0 ? ` (${(ms / 1000).toFixed(1)} s)` : ''}`;
};

/** One line for one cause, with all services that it holds up: a system that is away is away for each of them. */
export function together(troubles: readonly Outcome[]): string[] {
  const causes = new Map<string, Set<string>>();
  for (const { service, error } of troubles) {
    if (!error) continue;
    const cause = told(error);
    causes.set(cause, (causes.get(cause) ?? new Set()).add(service));
  }
  return [...causes].map(([cause, services]) => `${[...services].join(', ')}: ${cause}`);
}

/** One line for all that waits for the same, instead of one for each: `… traefik   waits (its container is not up): metube, jellyfin`. */
export function waitingTogether(waiters: readonly Outcome[]): string[] {
  const reasons = new Map<string, Set<string>>();
  for (const { system, service, error } of waiters) {
    const reason = `${signs.deferred} ${system.padEnd(9)} waits (${error?.message.replace(/^.*? waits: /, '')})`;
    reasons.set(reason, (reasons.get(reason) ?? new Set()).add(service));
  }
  return [...reasons].map(([reason, services]) => `${reason}: ${[...services].join(', ')}`);
}
