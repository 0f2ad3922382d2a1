import { HlError, undo } from '@hl/core';
import type { Outcome } from '@hl/core';
import type { LedgerEntry } from '@hl/core/state';
import type { PlanFile, PlannedService } from '../artifacts.js';
import { done, rolledBack } from '@hl/core/state';
import type { Context } from '../context.js';
import { runRecord } from '../context.js';
import { didNotGoThrough, exitCodeOf } from '../exit.js';
import { withLease } from '../lease.js';
import { takeBackPlace } from '../order.js';
import { readState } from '../state.js';
import { breakOrder, makeOrder } from '../systems.js';
import { applyChanges } from './apply.js';
import { definitions } from './plan.js';
import { look, standing } from './verify.js';

export interface RollbackArguments {
  /** Only this service; default: all that the run touched. */
  readonly service?: string;
  /** Which run; default: this pipeline's, else the one of the artifacts, else the last one that the ledger knows. */
  readonly of?: string;
}

/**
 * Takes back what a run did, in every system: the recorded pairs swapped, made before broken.
 *
 * @throws HlError HL_SUPERSEDED: a newer pipeline has planned; HL_ROLLBACK (`input`)
 */
export async function rollback(context: Context, args: RollbackArguments = {}): Promise<{ code: number }> {
  return withLease(context, (held) => rollbackHeld(held, args));
}

async function rollbackHeld(context: Context, { service, of }: RollbackArguments): Promise<{ code: number }> {
  const { artifacts, print } = context;
  const known = await readState(context);
  const { entries, warning } = known;
  if (warning !== null) print.warn(warning);
  const undone = entries ? fromLedger(context, entries, await artifacts.find('plan'), service, of) : await fromArtifacts(context, service);
  const changes = undone.flatMap(({ outcomes }) => undo(collapse(outcomes)));
  if (changes.length === 0) {
    print.step('nothing to roll back: this run changed nothing');
    print.data({ outcomes: [], checks: [] });
    return { code: 0 };
  }
  await takeBackPlace(context);
  const plan = bare(
    context,
    `${context.run}-rollback`,
    undone.map(({ planned }) => planned),
    changes,
  );
  print.step(`rolling back ${undone.map(({ planned }) => planned.name).join(', ')}`);
  const makes = changes.filter(({ after }) => after !== null);
  const breaks = changes.filter(({ after }) => after === null);
  const blocked = new Map<string, string>();
  const outcomes = [
    ...(await applyChanges(context, known, plan, makes, { order: makeOrder, blocked, way: 'aside' })),
    ...(await applyChanges(context, await readState(context), plan, breaks, { order: breakOrder, blocked, way: 'aside' })),
  ];
  await artifacts.writeOutcomes('rollback', { version: 1, stage: 'rollback', commit: context.commit, run: plan.run, outcomes });
  await remember(context, undone, outcomes, plan.run);

  const systems = await context.systems({ services: definitions(plan.services) });
  const back = undone.filter(({ planned }) => !blocked.has(planned.name));
  const results = await look(
    context,
    systems,
    standing(
      back.map(({ planned }) => planned.after),
      context,
    ),
  );
  print.data({ outcomes, checks: results });
  return { code: exitCodeOf(outcomes) || (results.some(({ status }) => status === 'fail') ? 1 : 0) };
}

/** A plan of changes that were not planned: what a rollback takes back. */
export const bare = ({ commit }: Context, run: string, services: readonly PlannedService[], changes: PlanFile['changes']): PlanFile => ({
  version: 1,
  commit,
  run,
  place: null,
  seen: null,
  mode: 'incremental',
  services,
  changes,
  conflicts: [],
  foreign: [],
  refusals: [],
  faults: [],
  failures: [],
});

interface Undone {
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
): Undone[] {
  const newest = [...entries].sort((a, b) => b.time.localeCompare(a.time))[0]?.run;
  const ofPlan = plan && !plan.drift && entries.some((entry) => entry.run === plan.run) ? plan.run : undefined;
  const run = of ?? context.environment.pipelineId ?? ofPlan ?? newest;
  const chosen = entries.filter((entry) => (service === undefined ? entry.run === run : entry.name === service));
  if (service !== undefined && chosen.length === 0) {
    throw new HlError('HL_ROLLBACK', `the ledger knows no service ${service}`, { kind: 'input', hint: 'hl history lists what it knows.' });
  }
  if (of !== undefined && !entries.some((entry) => entry.run === of)) {
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

/** Without a ledger, what the artifacts of this run say. */
async function fromArtifacts({ artifacts }: Context, service: string | undefined): Promise<Undone[]> {
  const plan = await artifacts.read('plan');
  const order = [...makeOrder, 'remove', 'retire'] as readonly string[];
  const files = (await artifacts.outcomes())
    .filter(({ run }) => run === plan.run)
    .sort((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage));
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

async function remember(context: Context, undone: readonly Undone[], outcomes: readonly Outcome[], run: string): Promise<void> {
  const { ledger } = await context.fleet();
  const ways = new Map(undone.flatMap(({ planned, entry }) => (entry ? [[planned.name, planned] as const] : [])));
  const healthy = (name: string): boolean => !outcomes.some((outcome) => outcome.service === name && didNotGoThrough(outcome));
  try {
    await ledger?.update([...ways.keys()], (name, entry) => {
      const way = ways.get(name);
      return entry && way ? rolledBack(entry, way, { ...runRecord(context), run }, healthy(name)) : entry;
    });
  } catch (error) {
    context.print.warn(`the ledger could not be written: ${(error as Error).message}`);
  }
}
