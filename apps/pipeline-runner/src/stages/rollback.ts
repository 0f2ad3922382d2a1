import { HlError, undo } from '@hl/core';
import type { Outcome } from '@hl/core';
import type { LedgerEntry } from '@hl/core/state';
import type { PlanFile, PlannedService } from '../artifacts.js';
import { noBook } from '../book.js';
import type { Context } from '../context.js';
import { didNotGoThrough, exitCodeOf } from '../exit.js';
import { withLease } from '../lease.js';
import { breakOrder, makeOrder, openSystems } from '../systems.js';
import { applyChanges } from './apply.js';
import { readLedger } from './detect.js';
import { definitions } from './plan.js';
import { look, standing } from './verify.js';

export interface RollbackArguments {
  /** Only this service; default: all that the run touched. */
  readonly service?: string;
  /** Which run; default: this pipeline's, else the one of the artifacts, else the last one that the ledger knows. */
  readonly of?: string;
}

/** Takes back what a run did, in every system: the recorded pairs swapped, made before broken. */
export async function rollback(context: Context, args: RollbackArguments = {}): Promise<{ code: number }> {
  return withLease(context, (held) => rollbackHeld(held, args), { last: true });
}

async function rollbackHeld(context: Context, { service, of }: RollbackArguments): Promise<{ code: number }> {
  const { artifacts, print } = context;
  const { entries, warning } = await readLedger(context);
  if (warning !== null) print.warn(warning);
  const undone = entries ? fromLedger(context, entries, await artifacts.find('plan'), service, of) : await fromArtifacts(context, service);
  const changes = undone.flatMap(({ outcomes }) => undo(collapse(outcomes)));
  if (changes.length === 0) {
    print.step('nothing to roll back: this run changed nothing');
    print.data({ outcomes: [], checks: [] });
    return { code: 0 };
  }
  const plan: PlanFile = {
    version: 1,
    commit: context.commit,
    run: `${context.run}-rollback`,
    mode: 'incremental',
    services: undone.map(({ planned }) => planned),
    changes,
    conflicts: [],
    foreign: [],
    refusals: [],
    failures: [],
  };
  print.step(`rolling back ${undone.map(({ planned }) => planned.name).join(', ')}`);
  const makes = changes.filter(({ after }) => after !== null);
  const breaks = changes.filter(({ after }) => after === null);
  const blocked = new Map<string, string>();
  const outcomes = [
    ...(await applyChanges(context, plan, makes, { order: makeOrder, blocked, book: noBook })),
    ...(await applyChanges(context, plan, breaks, { order: breakOrder, blocked, book: noBook })),
  ];
  await artifacts.writeOutcomes('rollback', { version: 1, stage: 'rollback', commit: context.commit, run: plan.run, outcomes });
  await remember(context, undone, outcomes);

  const systems = await openSystems(context, { services: definitions(plan.services), entries });
  const done = undone.filter(({ planned }) => !blocked.has(planned.name));
  const results = await look(
    context,
    systems,
    standing(
      done.map(({ planned }) => planned.after),
      context,
    ),
  );
  print.data({ outcomes, checks: results });
  return { code: exitCodeOf(outcomes) || (results.some(({ status }) => status === 'fail') ? 1 : 0) };
}

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
  return chosen
    .filter(({ outcomes }) => outcomes.length > 0)
    .map((entry) => ({ planned: wayBack(entry), outcomes: entry.outcomes, entry }));
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

async function remember(context: Context, undone: readonly Undone[], outcomes: readonly Outcome[]): Promise<void> {
  const { ledger } = await context.fleet();
  if (ledger === null) return;
  try {
    for (const { planned, entry } of undone) {
      if (!entry) continue;
      const healthy = !outcomes.some((outcome) => outcome.service === planned.name && didNotGoThrough(outcome));
      const time = new Date().toISOString();
      await ledger.update(planned.name, () => ({
        ...entry,
        host: (planned.after ?? planned.before)?.host ?? entry.host,
        service: planned.after,
        previous: healthy ? null : entry.previous,
        leftovers: healthy || !planned.before ? [] : [planned.before, ...entry.leftovers],
        hash: planned.hash,
        previousHash: null,
        run: `${context.run}-rollback`,
        commit: context.commit,
        time,
        healthy,
        rejected: entry.hash === '' ? entry.rejected : entry.hash,
        outcomes: healthy ? [] : entry.outcomes,
        history: [
          ...entry.history,
          { time, commit: context.commit, action: 'rollback' as const, healthy, pipelineUrl: context.environment.pipelineUrl ?? null },
        ].slice(-20),
      }));
    }
  } catch (error) {
    context.print.warn(`the ledger could not be written: ${(error as Error).message}`);
  }
}
