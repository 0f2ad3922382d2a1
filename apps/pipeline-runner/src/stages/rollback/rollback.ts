import { HlError, undo, type CheckResult, type Outcome, type OutcomesFile, type PlanFile, type PlannedService } from '@hl/core';
import { done, rolledBack, type LedgerEntry } from '@hl/core/state';
import { runRecord, type Context } from '../../context.js';
import { didNotGoThrough, exitCodeOf } from '../../exit.js';
import { withLease } from '../../state/lease.js';
import { takeBackPlace } from '../../state/place.js';
import { breakOrder, makeOrder } from '../../systems/registry.js';
import { parts } from '../apply/apply.js';
import { applyChanges } from '../apply/apply-changes.js';
import { emptyPlan } from '../plan/plan-systems.js';
import { lookAt } from '../verify/verify.js';

export interface RollbackArguments {
  /** Only this service; default: all that the run touched. */
  readonly service?: string;
  /** Which run; default: this pipeline's, else the one of the artifacts, else the last one that the ledger knows. */
  readonly of?: string;
}

/** What the artifacts of the run say, where there is no ledger. */
export interface Earlier {
  readonly plan: PlanFile | null;
  readonly done: readonly OutcomesFile[];
}

export interface RolledBack {
  readonly code: number;
  readonly checks: readonly CheckResult[];
  /** null: there was nothing to take back. */
  readonly file: OutcomesFile | null;
}

/**
 * Takes back what a run did, in every system: the recorded pairs swapped, made before broken.
 *
 * @throws HlError HL_SUPERSEDED: a newer pipeline has planned; HL_ROLLBACK (`input`)
 */
export function rollback(context: Context, args: RollbackArguments, earlier: Earlier): Promise<RolledBack> {
  return withLease(context, (leased) => rollbackHeld(leased, args, earlier));
}

async function rollbackHeld(context: Context, { service, of }: RollbackArguments, earlier: Earlier): Promise<RolledBack> {
  const { print } = context;
  const { entries, warning } = await context.state();
  if (warning !== null) print.warn(warning);
  const targets = entries ? fromLedger(context, entries, earlier.plan, service, of) : fromArtifacts(earlier, service);
  const changes = targets.flatMap(({ outcomes }) => undo(collapse(outcomes)));
  if (changes.length === 0) {
    print.step('nothing to roll back: this run changed nothing');
    return { code: 0, checks: [], file: null };
  }
  await takeBackPlace(context);
  const services = targets.map(({ planned }) => planned);
  const plan: PlanFile = { ...emptyPlan(context, `${context.run}-rollback`, services), changes };
  print.step(`rolling back ${services.map(({ name }) => name).join(', ')}`);
  const blocked = new Map<string, string>();
  const makes = changes.filter(({ after }) => after !== null);
  const breaks = changes.filter(({ after }) => after === null);
  const outcomes = [
    ...(await applyChanges(context, plan, makes, earlier.done, { order: makeOrder, blocked, way: 'aside' })),
    ...(await applyChanges(context, plan, breaks, earlier.done, { order: breakOrder, blocked, way: 'aside' })),
  ];
  await remember(context, targets, outcomes, plan.run);
  const back = services.filter(({ name }) => !blocked.has(name)).map(({ after }) => after);
  const checks = await lookAt(context, back);
  const code = exitCodeOf(outcomes) || (checks.some(({ status }) => status === 'fail') ? 1 : 0);
  return { code, checks, file: { version: 1, stage: 'rollback', commit: context.commit, run: plan.run, outcomes } };
}

interface Target {
  /** The way back: `after` is what it was before the run. */
  readonly planned: PlannedService;
  readonly outcomes: readonly Outcome[];
  readonly entry: LedgerEntry | null;
}

function fromLedger(
  context: Context,
  entries: readonly LedgerEntry[],
  plan: PlanFile | null,
  service: string | undefined,
  of: string | undefined,
): Target[] {
  const newest = [...entries].sort((a, b) => b.time.localeCompare(a.time))[0]?.run;
  const ofPlan = plan && !plan.drift && entries.some((entry) => entry.run === plan.run) ? plan.run : undefined;
  const run = of === 'last' ? newest : (of ?? context.environment.pipelineId ?? ofPlan ?? newest);
  const chosen = entries.filter((entry) => (service === undefined ? entry.run === run : entry.name === service));
  if (service !== undefined && chosen.length === 0) {
    throw new HlError('HL_ROLLBACK', `the ledger knows no service ${service}`, { kind: 'input', hint: 'hl history lists what it knows.' });
  }
  if (of !== undefined && of !== 'last' && !entries.some((entry) => entry.run === of)) {
    throw new HlError('HL_ROLLBACK', `${of} is not the last run of any service`, {
      kind: 'input',
      hint: 'Only the last run of a service can be taken back; for its containers alone: hl rollback --list.',
    });
  }
  return chosen.map((entry) => ({ planned: wayBack(entry), outcomes: done(entry), entry })).filter(({ outcomes }) => outcomes.length > 0);
}

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

/** Without a ledger. @throws HlError HL_ARTIFACT_MISSING */
function fromArtifacts({ plan, done }: Earlier, service: string | undefined): Target[] {
  if (plan === null)
    throw new HlError('HL_ARTIFACT_MISSING', 'there is neither a ledger nor a plan.json that says what was done', {
      kind: 'input',
      hint: 'Give the folder of the artifacts of that run with --out.',
    });
  const rank = (stage: string): number => [...parts.filter((part) => part !== 'remove'), 'remove', 'verify'].indexOf(stage);
  const files = done.filter(({ run }) => run === plan.run).sort((a, b) => rank(a.stage) - rank(b.stage));
  const outcomes = files.flatMap((file) => file.outcomes);
  return plan.services
    .filter(({ name }) => service === undefined || name === service)
    .map((planned) => ({
      planned: {
        ...planned,
        action: planned.before === null ? 'delete' : planned.after === null ? 'add' : 'modify',
        before: planned.after,
        after: planned.before,
        hash: planned.previousHash ?? '',
        previousHash: planned.hash,
      } satisfies PlannedService,
      outcomes: outcomes.filter((outcome) => outcome.service === planned.name),
      entry: null,
    }));
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

async function remember(context: Context, targets: readonly Target[], outcomes: readonly Outcome[], run: string): Promise<void> {
  const state = await context.state();
  const ways = new Map(targets.flatMap(({ planned, entry }) => (entry ? [[planned.name, planned] as const] : [])));
  const healthy = (name: string): boolean => !outcomes.some((outcome) => outcome.service === name && didNotGoThrough(outcome));
  try {
    await state.update([...ways.keys()], (name, entry) => {
      const way = ways.get(name);
      return entry && way ? rolledBack(entry, way, { ...runRecord(context), run }, healthy(name)) : entry;
    });
  } catch (error) {
    context.print.warn(`the ledger could not be written: ${(error as Error).message}`);
  }
}
