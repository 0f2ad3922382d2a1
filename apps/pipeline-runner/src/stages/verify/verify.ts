import { absenceChecksFor, checksFor, type Check } from '@hl/verify';
import { pagesOf, type CheckResult, type Outcome, type OutcomesFile, type PlanFile, type Service, type VerificationFile } from '@hl/core';
import { assertNewest } from '@hl/core/state';
import type { Context } from '../../context.js';
import { didNotGoThrough } from '../../exit.js';
import { withLease } from '../../state/lease.js';
import { ledgerWriter } from '../../state/ledger-writer.js';
import { keepPlace } from '../../state/place.js';
import type { State } from '../../state/state.js';
import { breakOrder } from '../../systems/registry.js';
import { faultsOf, outsideOf } from '../../systems/systems.js';
import { applyChanges } from '../apply/apply-changes.js';
import { everything } from '../apply/batches.js';
import { definitions } from '../plan/planned-services.js';
import { automaticRollback } from './automatic.js';
import { checkLine, look, tally } from './look.js';
import { pairs } from './own-failures.js';

export interface Verified {
  readonly code: number;
  readonly verification: VerificationFile;
  /** Checks that failed by what was seen, not by what was not applied. */
  readonly seen: number;
  /** What became of the old halves of moves; null: nothing moved. */
  readonly retired: OutcomesFile | null;
  /** What became of what was taken back; null: nothing was. */
  readonly takenBack: OutcomesFile | null;
}

/**
 * Looks at every service of the plan from outside, then takes down the old half of what moved and was verified, and takes back what
 * failed by its own doing.
 * A service whose changes did not all go through has failed, whatever answers.
 *
 * @param done by this run so far
 * @throws HlError HL_SUPERSEDED: a newer run has planned, nothing was written
 */
export async function verify(context: Context, plan: PlanFile, done: readonly OutcomesFile[]): Promise<Verified> {
  const { print } = context;
  const state = await context.state();
  if (plan.place !== null) assertNewest(state.newest, plan.place);
  const outcomes = done.filter(({ run }) => run === plan.run).flatMap((file) => file.outcomes);
  const systems = await context.systems({ services: definitions(plan.services) });
  const notApplied = [...outcomes.filter(didNotGoThrough), ...withoutOutcome(plan, outcomes)].map(asCheck);
  const found = await faultsOf(systems);
  for (const { message, sure } of found) if (!sure) print.warn(message);
  const faults = found.filter(({ sure }) => sure).map(faultCheck);
  const asked = await checksOf(context, plan, state, new Set(notApplied.map(({ service }) => service)));
  const looked = await look(context, systems, asked);
  for (const check of faults) print.step(checkLine(check));
  const checks = [...notApplied, ...looked, ...faults];
  const failed = failing(checks);
  const evidence = { looked: pairs(asked, looked), bad: outcomes.filter(didNotGoThrough) };

  const { retired, automatic } = await withLease(context, async (leased) => {
    await keepPlace(leased, plan);
    const file = await retire(leased, plan, done, failed);
    const automatic = await automaticRollback(leased, systems, plan, done, evidence, failed);
    const bad = new Set([...failed, ...failing([...left(file), ...automatic.checks])]);
    const writer = ledgerWriter(leased, await leased.state(), { services: plan.services, run: plan.run, way: 'on' });
    for (const { name } of plan.services.filter((service) => !automatic.rolledBack.some((one) => one.service === service.name)))
      writer.conclude(name, !bad.has(name), automatic.broken.has(name));
    await writer.flushed();
    return { retired: file, automatic };
  });
  const all = [...checks, ...left(retired), ...automatic.checks];

  const counts = tally(all);
  const { rolledBack } = automatic;
  return {
    code: counts.failed > 0 ? 1 : 0,
    verification: { version: 1, commit: plan.commit, run: plan.run, ...counts, checks: all, ...(rolledBack.length > 0 && { rolledBack }) },
    seen: [...looked, ...faults, ...left(retired)].filter(({ status }) => status === 'fail').length + automatic.broken.size,
    retired,
    takenBack: automatic.file,
  };
}

const failing = (checks: readonly CheckResult[]): Set<string> =>
  new Set(checks.filter(({ status }) => status === 'fail').map(({ service }) => service));

const left = (file: OutcomesFile | null): CheckResult[] => (file?.outcomes ?? []).filter(didNotGoThrough).map(asCheck);

/** What shall be there, and what shall be gone, but for services that failed already. */
async function checksOf({ site }: Context, plan: PlanFile, { entries }: State, skip: ReadonlySet<string>): Promise<Check[]> {
  const outside = await outsideOf(site);
  const present = plan.services.flatMap(({ name, after }) => (after && !skip.has(name) ? checksFor(after, outside) : []));
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
    ...gone.flatMap((service) => absenceChecksFor(service, outside)).filter((check) => !('hostname' in check && taken.has(check.hostname))),
  ];
}

const namesOf = (service: Service): string[] =>
  pagesOf(service).flatMap(({ dns, traefik }) => [...(dns ? [dns.hostname, ...dns.aliases] : []), ...(traefik?.hosts ?? [])]);

/** The leased-back halves of moves. When the new home does not verify, the old one stays. */
async function retire(
  context: Context,
  plan: PlanFile,
  done: readonly OutcomesFile[],
  failed: ReadonlySet<string>,
): Promise<OutcomesFile | null> {
  const heldBack = plan.changes.filter(({ hold }) => hold === 'verify');
  if (heldBack.length === 0) return null;
  const ready = heldBack.filter(({ service }) => !failed.has(service));
  for (const { service, key } of heldBack.filter((change) => failed.has(change.service)))
    context.print.warn(`${service}: ${key} stays up, its new home is not verified`);
  const outcomes = ready.length === 0 ? [] : await applyChanges(context, plan, ready, done, { order: breakOrder });
  return { version: 1, stage: 'verify', commit: plan.commit, run: plan.run, outcomes };
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
