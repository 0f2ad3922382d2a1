import { idOf, undo } from '@hl/core';
import type { CheckResult, Outcome, OutcomesFile, PlanFile, PlannedService, RolledBack, SystemOutcome } from '@hl/core';
import { done, rolledBack, type LedgerEntry, type RunRecord } from '@hl/core/state';
import { runRecord, type Context } from '../../context.js';
import { didNotGoThrough } from '../../exit.js';
import { baseOf, breakOrder, makeOrder } from '../../systems/registry.js';
import { applyChanges, type Blocked } from '../apply/apply-changes.js';
import { everything } from '../apply/batches.js';
import { emptyPlan } from '../plan/plan-systems.js';
import { lookAt } from '../verify/look.js';

/** A service that goes back. */
export interface Target {
  /** The way back: `after` is what it was before the run. */
  readonly planned: PlannedService;
  /** What was done with it, in order. */
  readonly outcomes: readonly Outcome[];
  readonly entry: LedgerEntry | null;
  /** Why, for people. */
  readonly reason: string;
  /** It goes along with another, and nothing is wrong with what its file says. */
  readonly keeps?: true;
}

export interface TakenBack {
  readonly file: OutcomesFile;
  /** What was seen of it afterwards. */
  readonly checks: readonly CheckResult[];
  /** One a service. */
  readonly rolledBack: readonly RolledBack[];
}

/** Of a service that the ledger knows: all that was done since the way back leads nowhere. */
export const targetOf = (entry: LedgerEntry, reason: string): Target => ({ planned: wayBack(entry), outcomes: done(entry), entry, reason });

const wayBack = ({ name, path, service, previous, hash, previousHash }: LedgerEntry): PlannedService => ({
  name,
  path,
  action: previous === null ? 'delete' : service === null ? 'add' : previous.host === service.host ? 'modify' : 'move',
  before: service,
  after: previous,
  hash: previousHash ?? '',
  previousHash: hash,
  leftovers: [],
});

/** The recorded pairs swapped, one a key. */
export const changesBack = (targets: readonly Target[]): PlanFile['changes'] => targets.flatMap(({ outcomes }) => undo(collapse(outcomes)));

/**
 * Takes services back in every system, made before broken, writes that down and looks at them again.
 *
 * @param context under the lease
 * @param earlier outcomes of the run so far
 */
export function takeBack(context: Context, targets: readonly Target[], earlier: readonly OutcomesFile[]): Promise<TakenBack> {
  const known = new Map(targets.flatMap((target) => (target.entry ? [[target.planned.name, target] as const] : [])));
  const reasons = new Map(targets.map(({ planned, reason }) => [planned.name, reason]));
  return goBack(context, planBack(context, targets), {
    earlier,
    reasons,
    conclude: (entry, way, run, { whole, healthy }) => {
      const target = known.get(way.name);
      if (target === undefined) return entry;
      return rolledBack(entry, way, run, whole, target.keeps ? entry.rejected : undefined, healthy);
    },
  });
}

/** What `takeBack` would do. */
export const planBack = (context: Context, targets: readonly Target[]): PlanFile => ({
  ...emptyPlan(
    context,
    `${context.run}-rollback`,
    targets.map(({ planned }) => planned),
  ),
  changes: changesBack(targets),
});

export interface GoingBack {
  readonly earlier: readonly OutcomesFile[];
  /** Why, by service: those that are told. */
  readonly reasons: ReadonlyMap<string, string>;
  /** The entry of a service that goes back, ahead of the first write and at the end. */
  conclude(entry: LedgerEntry, way: PlannedService, run: RunRecord, end: End): LedgerEntry;
}

export interface End {
  /** All of it is back. */
  readonly whole: boolean;
  /** Looked at again, it is well. */
  readonly healthy: boolean;
}

/**
 * Carries out a plan that leads back, and looks at it. One system that is away keeps no other one from going back. That it is done is
 * written down ahead of the first write: of a run that is killed meanwhile, the next one takes up the way back, not what is left.
 */
export async function goBack(context: Context, plan: PlanFile, { earlier, reasons, conclude }: GoingBack): Promise<TakenBack> {
  const { services } = plan;
  const remember = async (endOf: (name: string) => End): Promise<void> => {
    try {
      const state = await context.state();
      await state.update(
        services.map(({ name }) => name),
        (name, entry) => {
          const way = services.find((service) => service.name === name);
          return entry && way ? conclude(entry, way, { ...runRecord(context), run: plan.run }, endOf(name)) : entry;
        },
      );
    } catch (error) {
      context.print.warn(`the ledger could not be written: ${(error as Error).message}`);
    }
  };
  await remember(() => ({ whole: false, healthy: false }));
  context.print.step(`rolling back ${[...reasons.keys()].join(', ')}`);
  const changes = everything(plan);
  const options = { blocked: new Map() as Blocked, way: 'aside', stops: stopsOf(services) } as const;
  const makes = await applyChanges(context, plan, changes.filter(isMade), earlier, { ...options, order: makeOrder });
  for (const { service } of makes.filter((outcome) => isContainer(outcome) && didNotGoThrough(outcome)))
    options.blocked.set(service, 'its container is not back');
  const breaks = changes.filter((change) => !isMade(change));
  const outcomes = [...makes, ...(await applyChanges(context, plan, breaks, earlier, { ...options, order: breakOrder }))];
  const whole = (name: string): boolean => wentBack(outcomes, name);
  const checks = await lookAt(
    context,
    services.filter(({ name }) => whole(name)).map(({ after }) => after),
  );
  const healthy = (name: string): boolean => whole(name) && !checks.some(({ service, status }) => service === name && status === 'fail');
  await remember((name) => ({ whole: whole(name), healthy: healthy(name) }));
  return {
    file: { version: 1, stage: 'rollback', commit: plan.commit, run: plan.run, outcomes },
    checks,
    rolledBack: [...reasons].map(([name, reason]) => ({
      service: name,
      healthy: healthy(name),
      reason,
      systems: bySystem(outcomes.filter(({ service }) => service === name)),
    })),
  };
}

const isMade = ({ after }: Pick<Outcome, 'after'>): boolean => after !== null;

const isContainer = ({ system }: Pick<Outcome, 'system'>): boolean => baseOf(system) === 'compose';

/**
 * After what the rest of a service stays as it is: a container that is refused, or that is to come up on another host, for the route must
 * not lead elsewhere; a route that does not go, for its sign-in must stand.
 */
function stopsOf(services: readonly PlannedService[]): (outcome: Outcome) => boolean {
  const moves = new Set(services.filter(({ action }) => action === 'move').map(({ name }) => name));
  return (outcome) =>
    didNotGoThrough(outcome) &&
    (isMade(outcome)
      ? isContainer(outcome) && (outcome.status !== 'deferred' || moves.has(outcome.service))
      : baseOf(outcome.system) === 'traefik');
}

/** One line a system: the worst of what became of its changes. */
export function bySystem(outcomes: readonly Outcome[]): SystemOutcome[] {
  const rank: readonly Outcome['status'][] = ['failed', 'conflict', 'deferred', 'applied', 'unchanged'];
  const worstFirst = [...outcomes].sort((a, b) => rank.indexOf(a.status) - rank.indexOf(b.status));
  return [...new Set(outcomes.map(({ system }) => system))].flatMap((system) => {
    const worst = worstFirst.find((outcome) => outcome.system === system);
    return worst ? [{ system, status: worst.status, ...(worst.error && { error: worst.error }) }] : [];
  });
}

/** One pair a key: from what was there first to what was there last, though a job was retried in between. */
function collapse(outcomes: readonly Outcome[]): Outcome[] {
  const pairs = new Map<string, Outcome>();
  for (const outcome of outcomes.filter(({ status }) => status === 'applied' || status === 'failed')) {
    const id = idOf(outcome);
    const first = pairs.get(id) ?? outcome;
    pairs.set(id, { ...outcome, before: first.before });
  }
  return [...pairs.values()];
}

const wentBack = (outcomes: readonly Outcome[], name: string): boolean =>
  !outcomes.some((outcome) => outcome.service === name && didNotGoThrough(outcome));
