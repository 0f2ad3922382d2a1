import type { Outcome } from '@hl/core';

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
    const cause = error ? `${error.message}${error.hint ? `\n  → ${error.hint}` : ''}` : '';
    causes.set(cause, (causes.get(cause) ?? new Set()).add(service));
  }
  return [...causes].map(([cause, services]) => `${[...services].join(', ')}: ${cause}`);
}
