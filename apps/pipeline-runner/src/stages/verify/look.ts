import type { CheckResult, Service } from '@hl/core';
import { checksFor, type Check } from '@hl/verify';
import type { Context } from '../../context.js';
import { followChecks } from '../../progress/follow-checks.js';
import { outsideOf, type Systems } from '../../systems/systems.js';

/** Looks at definitions that shall stand, without a plan: what rollback made. */
export async function lookAt(context: Context, services: readonly (Service | null)[]): Promise<CheckResult[]> {
  const present = services.flatMap((service) => service ?? []);
  const [outside, systems] = [await outsideOf(context.site), await context.systems({ services: present })];
  return look(
    context,
    systems,
    present.flatMap((service) => checksFor(service, outside)),
  );
}

/** Looks with the systems of the site, and tells each result as it is known. */
export async function look({ print }: Context, systems: Systems, checks: readonly Check[]): Promise<CheckResult[]> {
  const progress = followChecks(print, checks);
  try {
    return await systems.look(checks, (result) => progress.done(result, checkLine(result)));
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
