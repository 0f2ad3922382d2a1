import type { CheckResult, Service } from '@hl/core';
import { checksFor, type Check } from '@hl/verify';
import type { Context } from '../../context.js';
import { followChecks } from '../../progress/follow-checks.js';
import { outsideOf, type Systems } from '../../systems/systems.js';

type How = Parameters<Systems['look']>[2];

/** Looks at definitions that shall stand, without a plan: at what rollback made, or, given `how`, at what was not just made. */
export async function lookAt(context: Context, services: readonly (Service | null)[], how?: How): Promise<CheckResult[]> {
  const present = services.flatMap((service) => service ?? []);
  const [outside, systems] = [await outsideOf(context.site), await context.systems({ services: present })];
  return look(
    context,
    systems,
    present.flatMap((service) => checksFor(service, outside)),
    how,
  );
}

/** Looks with the systems of the site, and tells each result as it is known. */
export async function look({ print }: Context, systems: Systems, checks: readonly Check[], how?: How): Promise<CheckResult[]> {
  const progress = followChecks(print, checks);
  try {
    return await systems.look(checks, (result) => progress.done(result, checkLine(result)), how);
  } finally {
    progress.end();
  }
}

export const checkLine = ({ service, name, status, expected, actual, hint }: CheckResult): string =>
  status === 'pass'
    ? `✔ ${service} ${name}: ${actual}`
    : status === 'skip'
      ? `- ${service} ${name}: skipped, ${actual}`
      : `✖ ${service} ${name}: expected ${expected}, got ${actual}${hint ? `\n  → ${hint}` : ''}`;

/** How many of each. */
export function tally(checks: readonly CheckResult[]): { passed: number; failed: number; skipped: number } {
  const count = (status: CheckResult['status']): number => checks.filter((check) => check.status === status).length;
  return { passed: count('pass'), failed: count('fail'), skipped: count('skip') };
}
