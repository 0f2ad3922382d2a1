import { absenceChecksFor, checksFor, junit } from '@hl/verify';
import type { Check, CheckResult } from '@hl/verify';
import type { Outcome, Service } from '@hl/core';
import { assertNewest } from '@hl/core/state';
import type { PlanFile, VerificationFile } from '../artifacts.js';
import type { Context } from '../context.js';
import { didNotGoThrough } from '../exit.js';
import { withLease } from '../lease.js';
import { ledgerWriter } from '../ledger-writer.js';
import { keepPlace } from '../order.js';
import { readState } from '../state.js';
import type { Known } from '../state.js';
import { breakOrder, faultsOf } from '../systems.js';
import type { Systems } from '../systems.js';
import { applyChanges, everything } from './apply.js';
import { definitions } from './plan.js';

/**
 * Looks at every service of the plan from outside, then takes down the old half of what moved and was verified.
 * A service whose changes did not all go through has failed, whatever answers.
 *
 * @throws HlError HL_SUPERSEDED: a newer run has planned, nothing was written
 */
export async function verify(context: Context): Promise<{ code: number; verification: VerificationFile; seen: number }> {
  const { artifacts, print } = context;
  const plan = await artifacts.read('plan');
  const done = (await artifacts.outcomes()).filter(({ run }) => run === plan.run).flatMap(({ outcomes }) => outcomes);
  const known = await readState(context);
  if (plan.place !== null) assertNewest(known.newest, plan.place);
  const systems = await context.systems({ services: definitions(plan.services) });
  const undone = [...done.filter(didNotGoThrough), ...withoutOutcome(plan, done)].map(asCheck);
  const found = await faultsOf(systems);
  for (const { message, sure } of found) if (!sure) print.warn(message);
  const faults = found.filter(({ sure }) => sure).map(faultCheck);
  const looked = await look(context, systems, checksOf(context, plan, known, new Set(undone.map(({ service }) => service))));
  for (const check of faults) print.step(checkLine(check));
  const checks = [...undone, ...looked, ...faults];
  const failed = new Set(checks.filter(({ status }) => status === 'fail').map(({ service }) => service));

  const retireFailed = await withLease(context, async (held) => {
    const now = await readState(held);
    await keepPlace(held, plan, now.newest);
    const bad = (await retire(held, now, plan, failed)).filter(didNotGoThrough).map(asCheck);
    const { ledger } = systems;
    const writer = ledgerWriter(held, { ledger, entries: now.entries, services: plan.services, run: plan.run, way: 'on' });
    const healthy = (name: string): boolean => !failed.has(name) && !bad.some(({ service }) => service === name);
    for (const { name } of plan.services) writer.conclude(name, healthy(name));
    await writer.settled();
    return bad;
  });
  const all = [...checks, ...retireFailed];

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
    seen: [...looked, ...faults, ...retireFailed].filter(({ status }) => status === 'fail').length,
  };
}

/** What shall be there, and what shall be gone, but for services that failed already. */
function checksOf({ site }: Context, plan: PlanFile, { entries }: Known, skip: ReadonlySet<string>): Check[] {
  const present = plan.services.flatMap(({ name, after }) => (after && !skip.has(name) ? checksFor(after, site) : []));
  const gone = plan.services.flatMap(({ name, action, before }) => (action === 'delete' && before && !skip.has(name) ? [before] : []));
  // A host name that a living service has taken over, or that somebody else holds, is there and must be.
  const standing = [
    ...plan.services.flatMap(({ after }) => after ?? []),
    ...(entries ?? []).flatMap(({ service }) => service ?? []),
  ].filter(({ name }) => !gone.some((one) => one.name === name));
  const kept = gone.filter(({ name }) => plan.foreign.some(({ system, service }) => service === name && system === 'traefik'));
  const taken = new Set([
    ...standing.flatMap(namesOf),
    ...kept.flatMap(namesOf),
    ...plan.foreign.filter(({ wanted }) => wanted === null).map(({ key }) => key),
  ]);
  return [
    ...present,
    ...gone.flatMap((service) => absenceChecksFor(service, site)).filter((check) => !('hostname' in check && taken.has(check.hostname))),
  ];
}

const namesOf = ({ dns, traefik }: Service): string[] => [...(dns ? [dns.hostname, ...dns.aliases] : []), ...(traefik?.hosts ?? [])];

/** Looks with the systems of the site, and prints each result as it is known. */
export const look = ({ print }: Context, systems: Systems, checks: readonly Check[]): Promise<CheckResult[]> =>
  systems.look(checks, (result) => print.step(checkLine(result)));

export const checkLine = ({ service, name, status, expected, actual, hint }: CheckResult): string =>
  status === 'pass'
    ? `✔ ${service} ${name}: ${actual}`
    : status === 'skip'
      ? `- ${service} ${name}: skipped, ${actual}`
      : `✖ ${service} ${name}: expected ${expected}, got ${actual}${hint ? `\n  → ${hint}` : ''}`;

/** The held-back halves of moves. When the new home does not verify, the old one stays. */
async function retire(context: Context, known: Known, plan: PlanFile, failed: ReadonlySet<string>): Promise<Outcome[]> {
  const held = plan.changes.filter(({ hold }) => hold === 'verify');
  if (held.length === 0) return [];
  const ready = held.filter(({ service }) => !failed.has(service));
  for (const { service, key } of held.filter((change) => failed.has(change.service)))
    context.print.warn(`${service}: ${key} stays up, its new home is not verified`);
  const outcomes = ready.length === 0 ? [] : await applyChanges(context, known, plan, ready, { order: breakOrder });
  await context.artifacts.writeOutcomes('retire', { version: 1, stage: 'verify', commit: plan.commit, run: plan.run, outcomes });
  return outcomes;
}

/** Planned, and no job says what became of it: that job was killed, or could not begin. Nothing outside shows a missing tile. */
function withoutOutcome(plan: PlanFile, done: readonly Outcome[]): Outcome[] {
  const known = new Set(done.map(({ system, key }) => JSON.stringify([system, key])));
  return everything(plan)
    .filter(({ hold, system, key }) => hold === undefined && !known.has(JSON.stringify([system, key])))
    .map(({ system, key, service, before, after }): Outcome => ({
      ...{ system, key, service, before, after, status: 'deferred', ms: 0 },
      error: {
        code: 'HL_NO_OUTCOME',
        kind: 'unreachable',
        message: 'the job that does this left no word of it',
        hint: 'Run that job again, and then verify; or let the next run do it.',
      },
    }));
}

const faultCheck = ({ system, message }: Awaited<ReturnType<typeof faultsOf>>[number]): CheckResult => ({
  service: system,
  name: 'the system itself',
  status: 'fail',
  expected: 'nothing that it rejects',
  actual: message,
  attempts: 1,
  ms: 0,
});

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
