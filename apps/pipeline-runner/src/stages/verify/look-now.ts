import { pagesOf, type CheckResult, type Service } from '@hl/core';
import type { Context } from '../../context.js';
import { invalid } from '../../repository/diagnostics.js';
import { serviceCalled } from '../../repository/service-called.js';
import { summaryLines } from '../../summary/summary.js';
import { lookAt, tally } from './look.js';

/**
 * Looks from outside at one service, or at every one of the tree, as the files say they shall be: without a plan, and nothing is written.
 *
 * @throws HlError HL_SERVICE, HL_INVALID
 */
export async function lookNow(context: Context, name: string | undefined): Promise<{ code: number }> {
  const { print } = context;
  const begun = performance.now();
  const services = chosen(context, name);
  const checks = await lookAt(reading(context), services, 'standing');
  const { failed } = tally(checks);
  const ms = Math.round(performance.now() - begun);
  const summary = {
    name: 'verify',
    services: services.map((one) => one.name),
    outcomes: [],
    checks,
    ms,
    files: 'hl verify --json',
  } as const;
  print.last(summaryLines({ ...summary, ci: false, tell: 'counted' }, print.size()));
  print.data({ checks });
  return { code: failed > 0 ? 1 : 0 };
}

/** @throws HlError HL_SERVICE, HL_INVALID */
export function chosen({ repository, print }: Context, name: string | undefined): readonly Service[] {
  if (name !== undefined) return [serviceCalled(name, repository)];
  const { services, diagnostics } = repository.load();
  if (diagnostics.some(({ severity }) => severity === 'error')) throw invalid(diagnostics);
  print.detail(`looking at ${services.length} services with ${services.flatMap(pagesOf).length} pages`);
  return services;
}

/** What cannot be opened is not looked at by what only it knows; the rest is. */
export const reading = (context: Context): Context => ({
  ...context,
  systems: (input) => context.systems({ ...input, onlyRead: true }),
});

export const hasFailed = (checks: readonly CheckResult[]): boolean => checks.some(({ status }) => status === 'fail');
