import type { CheckResult, Service } from '@hl/core';
import { checksFor, type Check } from '@hl/verify';
import type { Context } from '../../context.js';
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

/** Looks with the systems of the site, and prints each result as it is known. */
export const look = ({ print }: Context, systems: Systems, checks: readonly Check[]): Promise<CheckResult[]> =>
  systems.look(checks, (result) => print.step(checkLine(result)));

export const checkLine = ({ service, name, status, expected, actual, hint }: CheckResult): string =>
  status === 'pass'
    ? `✔ ${service} ${name}: ${actual}`
    : status === 'skip'
      ? `- ${service} ${name}: skipped, ${actual}`
      : `✖ ${service} ${name}: expected ${expected}, got ${actual}${hint ? `\n  → ${hint}` : ''}`;

/** Counted, and told. */
export function tally({ print }: Context, checks: readonly CheckResult[]): { passed: number; failed: number; skipped: number } {
  const count = (status: CheckResult['status']): number => checks.filter((check) => check.status === status).length;
  const [passed, failed, skipped] = [count('pass'), count('fail'), count('skip')];
  print.step(`${passed} checks passed, ${failed} failed, ${skipped} skipped`);
  return { passed, failed, skipped };
}
