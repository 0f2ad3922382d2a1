import { undo } from '@hl/core';
import type { CheckResult, Outcome, OutcomesFile, PlanFile, PlannedService, RolledBack, SystemOutcome } from '@hl/core';
import { done, rolledBack, type LedgerEntry } from '@hl/core/state';
import { runRecord, type Context } from '../../context.js';
import { didNotGoThrough } from '../../exit.js';
import { breakOrder, makeOrder } from '../../systems/registry.js';
import { applyChanges } from '../apply/apply-changes.js';
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
export async function takeBack(context: Context, targets: readonly Target[], earlier: readonly OutcomesFile[]): Promise<TakenBack> {
  const services = targets.map(({ planned }) => planned);
  const plan: PlanFile = { ...emptyPlan(context, `${context.run}-rollback`, services), changes: changesBack(targets) };
  context.print.step(`rolling back ${services.map(({ name }) => name).join(', ')}`);
  const blocked = new Map<string, string>();
  const makes = plan.changes.filter(({ after }) => after !== null);
  const breaks = plan.changes.filter(({ after }) => after === null);
  const outcomes = [
    ...(await applyChanges(context, plan, makes, earlier, { order: makeOrder, blocked, way: 'aside' })),
    ...(await applyChanges(context, plan, breaks, earlier, { order: breakOrder, blocked, way: 'aside' })),
  ];
  await remember(context, targets, outcomes, plan.run);
  const checks = await lookAt(
    context,
    services.filter(({ name }) => !blocked.has(name)).map(({ after }) => after),
  );
  return {
    file: { version: 1, stage: 'rollback', commit: context.commit, run: plan.run, outcomes },
    checks,
    rolledBack: targets.map(({ planned: { name }, reason }) => ({
      service: name,
      healthy: wentBack(outcomes, name) && !checks.some(({ service, status }) => service === name && status === 'fail'),
      reason,
      systems: bySystem(outcomes.filter(({ service }) => service === name)),
    })),
  };
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
    const id = `${outcome.system} ${outcome.key}`;
    pairs.set(id, { ...outcome, before: pairs.get(id)?.before ?? outcome.before });
  }
  return [...pairs.values()];
}

const wentBack = (outcomes: readonly Outcome[], name: string): boolean =>
  !outcomes.some((outcome) => outcome.service === name && didNotGoThrough(outcome));

async function remember(context: Context, targets: readonly Target[], outcomes: readonly Outcome[], run: string): Promise<void> {
  const state = await context.state();
  const ways = new Map(targets.flatMap(({ planned, entry }) => (entry ? [[planned.name, planned] as const] : [])));
  try {
    await state.update([...ways.keys()], (name, entry) => {
      const way = ways.get(name);
      return entry && way ? rolledBack(entry, way, { ...runRecord(context), run }, wentBack(outcomes, name)) : entry;
    });
  } catch (error) {
    context.print.warn(`the ledger could not be written: ${(error as Error).message}`);
  }
}
