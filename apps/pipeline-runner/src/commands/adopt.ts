import { HlError, type Outcome, type OutcomesFile, type PlanFile, type PlannedService } from '@hl/core';
import { adopted } from '@hl/core/state';
import { runRecord, type Context } from '../context.js';
import { didNotGoThrough, exitCodeOf } from '../exit.js';
import { unknownService } from '../repository/diagnostics.js';
import { applyChanges } from '../stages/apply/apply-changes.js';
import { distinct } from '../stages/plan/plan.js';
import { planEvery } from '../stages/plan/plan-every.js';
import { withLease } from '../state/lease.js';
import { baseOf, makeOrder } from '../systems/registry.js';
import { takeoverLine } from '../text/plan-text.js';

export interface AdoptArguments {
  /** Only in this system: `pihole`, `traefik`, … */
  readonly system?: string;
  /** Only show what would be taken over. */
  readonly dryRun?: boolean;
}

export interface Adopted {
  readonly code: number;
  readonly theirs: PlanFile['conflicts'];
  /** null: there was nothing to take, or it was only to be shown. */
  readonly file: OutcomesFile | null;
}

/** Takes over what somebody else holds under the names of services: the explicit way in. What will be taken is shown first. */
export function adopt(context: Context, names: readonly string[], args: AdoptArguments, done: readonly OutcomesFile[]): Promise<Adopted> {
  if (args.system !== undefined && !makeOrder.includes(baseOf(args.system)))
    throw new HlError('HL_USAGE', `there is no system ${args.system}`, { kind: 'input', hint: `One of ${makeOrder.join(', ')}.` });
  return withLease(context, (leased) => adoptHeld(leased, names, args, done));
}

async function adoptHeld(
  context: Context,
  names: readonly string[],
  { system, dryRun = false }: AdoptArguments,
  done: readonly OutcomesFile[],
): Promise<Adopted> {
  const { print, commit, run } = context;
  const plan = await planEvery(context, done, ({ name }) => names.includes(name));
  for (const name of names) if (!plan.services.some((service) => service.name === name)) throw unknownService(name);
  for (const { error } of distinct(plan.failures)) print.error(new HlError(error.code, error.message, error));
  const gone = new Set(plan.services.filter(({ action }) => action === 'delete').map(({ name }) => name));
  const theirs = [...plan.conflicts, ...plan.foreign]
    .filter((one) => system === undefined || one.system === system || baseOf(one.system) === system)
    // What a service that stands does not want is nobody's business; what one that is gone has left behind is taken to be removed.
    .filter((one) => one.wanted !== null || gone.has(one.service));
  for (const one of theirs) print.text(takeoverLine(one));
  if (theirs.length === 0)
    print.step(`${names.join(', ')}: nobody else holds any of its names${system === undefined ? '' : ` in ${system}`}`);
  if (theirs.length === 0 || dryRun) return { code: 0, theirs, file: null };
  const changes = theirs.map(({ system: where, key, service, found, wanted }) => {
    return { system: where, key, service, before: found, after: wanted ?? found };
  });
  const options = { order: makeOrder, adopt: true, way: 'aside', onlyRead: true } as const;
  const outcomes = await applyChanges(context, { ...plan, refusals: [] }, changes, done, options);
  await remember(context, plan.services, outcomes);
  return { code: exitCodeOf(outcomes), theirs, file: { version: 1, stage: 'adopt', commit, run, outcomes } };
}

async function remember(context: Context, services: readonly PlannedService[], outcomes: readonly Outcome[]): Promise<void> {
  const touched = services.filter(({ name }) => outcomes.some(({ service }) => service === name));
  const well = (name: string): boolean => !outcomes.some((outcome) => outcome.service === name && didNotGoThrough(outcome));
  const names = touched.map(({ name }) => name);
  await (
    await context.state()
  ).update(names, (name, entry) => {
    const service = touched.find((one) => one.name === name);
    const taken = outcomes.filter((outcome) => outcome.service === name && outcome.status === 'applied');
    return service ? adopted(entry, service, runRecord(context), well(name), taken) : entry;
  });
}
