import { absenceChecksFor, checksFor, junit, verify as runChecks } from '@hl/verify';
import type { Check, CheckResult } from '@hl/verify';
import type { Outcome, Service } from '@hl/core';
import type { PlanFile, VerificationFile } from '../artifacts.js';
import { openBook } from '../book.js';
import type { Context } from '../context.js';
import { didNotGoThrough } from '../exit.js';
import { withLease } from '../lease.js';
import { breakOrder, openSystems } from '../systems.js';
import type { Systems } from '../systems.js';
import { trusting } from '../trust.js';
import { applyChanges } from './apply.js';
import { readLedger } from './detect.js';
import { definitions } from './plan.js';

/**
 * Looks at every service of the plan from outside, then takes down the old half of what moved and was verified.
 * A service whose changes did not all go through has failed, whatever answers.
 */
export async function verify(context: Context): Promise<{ code: number; verification: VerificationFile; seen: number }> {
  const { artifacts, print } = context;
  const plan = await artifacts.read('plan');
  const done = (await artifacts.outcomes()).filter(({ run }) => run === plan.run).flatMap(({ outcomes }) => outcomes);
  const { entries } = await readLedger(context);
  const systems = await openSystems(context, { services: definitions(plan.services), entries });
  const book = openBook(context, systems.ledger, plan.services, plan.run);
  // A host name that a living service has taken over is there, and must be.
  const standingNow = [
    ...plan.services.flatMap(({ after }) => after ?? []),
    ...(entries ?? []).flatMap(({ service }) => service ?? []),
  ].filter(({ name }) => !plan.services.some((planned) => planned.name === name && planned.action === 'delete'));
  const living = new Set(
    standingNow.flatMap(({ dns, traefik }) => [...(dns ? [dns.hostname, ...dns.aliases] : []), ...(traefik?.hosts ?? [])]),
  );
  const undone = done.filter(didNotGoThrough).map(asCheck);
  const skip = new Set(undone.map(({ service }) => service));
  const present = plan.services.flatMap(({ name, after }) => (after && !skip.has(name) ? checksFor(after, context.site) : []));
  const absent = plan.services.flatMap(({ name, action, before }) =>
    action === 'delete' && before && !skip.has(name) ? absenceChecksFor(before, context.site) : [],
  );
  const looked = await look(context, systems, [
    ...present,
    ...absent.filter((check) => !('hostname' in check && living.has(check.hostname))),
  ]);
  const checks = [...undone, ...looked];
  const failed = new Set(checks.filter(({ status }) => status === 'fail').map(({ service }) => service));

  const retired = await retire(context, plan, failed);
  const retireFailed = retired.filter(didNotGoThrough).map(asCheck);
  const all = [...checks, ...retireFailed];
  for (const { name } of plan.services) book.conclude(name, !all.some(({ service, status }) => service === name && status === 'fail'));
  await book.settled();

  const count = (status: CheckResult['status']): number => all.filter((check) => check.status === status).length;
  const verification: VerificationFile = {
    version: 1,
    commit: plan.commit,
    run: plan.run,
    passed: count('pass'),
    failed: count('fail'),
    skipped: count('skip'),
    checks: all,
  };
  await artifacts.write('verification', verification);
  artifacts.writeText('verification.xml', junit(all));
  print.step(`${verification.passed} checks passed, ${verification.failed} failed, ${verification.skipped} skipped`);
  print.data(verification);
  return {
    code: verification.failed > 0 ? 1 : 0,
    verification,
    seen: [...looked, ...retireFailed].filter(({ status }) => status === 'fail').length,
  };
}

/** Runs checks with the systems of the site, and prints each as it is known. */
export async function look({ site, print }: Context, systems: Systems, checks: readonly Check[]): Promise<CheckResult[]> {
  return runChecks(checks, {
    remote: (host) => systems.remote(host),
    deadlineMs: site.verify.deadlineSeconds * 1_000,
    intervalMs: site.verify.intervalSeconds * 1_000,
    ...trusting(site.traefik?.caFile ?? null),
    ...(systems.clientIdOf === undefined ? {} : { clientIdOf: systems.clientIdOf }),
    onResult: (result) => print.step(checkLine(result)),
  });
}

export const checkLine = ({ service, name, status, expected, actual, hint }: CheckResult): string =>
  status === 'pass'
    ? `✔ ${service} ${name}: ${actual}`
    : status === 'skip'
      ? `- ${service} ${name}: skipped, ${actual}`
      : `✖ ${service} ${name}: expected ${expected}, got ${actual}${hint ? `\n  → ${hint}` : ''}`;

/** The held-back halves of moves. When the new home does not verify, the old one stays. */
async function retire(context: Context, plan: PlanFile, failed: ReadonlySet<string>): Promise<Outcome[]> {
  const held = plan.changes.filter(({ hold }) => hold === 'verify');
  if (held.length === 0) return [];
  const ready = held.filter(({ service }) => !failed.has(service));
  for (const { service, key } of held.filter((change) => failed.has(change.service)))
    context.print.warn(`${service}: ${key} stays up, its new home is not verified`);
  const outcomes =
    ready.length === 0
      ? []
      : await withLease(context, (held) => applyChanges(held, plan, ready, { order: breakOrder }), { owner: plan.run });
  await context.artifacts.writeOutcomes('retire', { version: 1, stage: 'verify', commit: plan.commit, run: plan.run, outcomes });
  return outcomes;
}

const asCheck = ({ service, system, key, status, error, ms }: Outcome): CheckResult => ({
  service,
  name: `${system} ${key}`,
  status: 'fail',
  expected: 'applied',
  actual: error ? `${status}: ${error.message}` : status,
  attempts: 1,
  ms,
  ...(error?.hint === undefined ? {} : { hint: error.hint }),
});

/** Checks for definitions that shall stand, without a plan: what rollback looks at. */
export const standing = (services: readonly (Service | null)[], context: Context): Check[] =>
  services.flatMap((service) => (service ? checksFor(service, context.site) : []));
