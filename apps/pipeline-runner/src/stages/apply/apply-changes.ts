import { apply, asResult, HlError, idOf, liveMemory } from '@hl/core';
import type { Change, ErrorReport, LiveMemory, Outcome, OutcomesFile, PlanFile, PlannedChange } from '@hl/core';
import type { Context } from '../../context.js';
import { didNotGoThrough } from '../../exit.js';
import { follow, type Progress } from '../../progress/follow.js';
import { ledgerWriter, type LedgerWriter } from '../../state/ledger-writer.js';
import { memoryOf } from '../../state/state.js';
import { baseOf } from '../../systems/registry.js';
import { sorter, type Instance, type Systems } from '../../systems/systems.js';
import { outcomeLine, together, waitingTogether } from '../../text/outcome-lines.js';
import { definitions } from '../plan/planned-services.js';
import { batches, everything, of, waiting } from './batches.js';
import { handoffs, type PortHandoff } from './port-handoff.js';

/** Services that must wait: why, in words or as the error that their changes get. */
export type Blocked = Map<string, string | ErrorReport>;

export interface ApplyChangesOptions {
  /** Names of systems, what goes first first. */
  readonly order: readonly string[];
  readonly blocked?: Blocked;
  readonly adopt?: boolean;
  /** `aside`: a rollback, an adoption: not recorded as a run's own doing. Default `on`. */
  readonly way?: 'on' | 'aside';
  /** A system that cannot be opened is an error of its own changes, and of no others. Default: nothing is done then. */
  readonly onlyRead?: boolean;
  /** Whether the later changes of a service wait after this outcome. Default: after each that did not go through. */
  readonly stops?: (outcome: Outcome) => boolean;
}

/**
 * Applies changes system after system; instances of one system (hosts, DNS servers) side by side. A service whose change
 * fails gets none of its later changes here: nothing is half-exposed.
 */
export async function applyChanges(
  context: Context,
  plan: PlanFile,
  changes: readonly PlannedChange[],
  done: readonly OutcomesFile[],
  { way = 'on', onlyRead = false, ...options }: ApplyChangesOptions,
): Promise<Outcome[]> {
  const progress = follow(context.print, changes);
  const handed = handoffs(plan, of(everything(plan), 'traefik'), of(changes, 'compose'));
  const state = await context.state();
  const touched = [...changes, ...handed.map(({ change }) => change)];
  const systems = await context.systems({ services: definitions(plan.services), onlyRead, with: touched });
  const writer = ledgerWriter(context, state, { services: plan.services, run: plan.run, way });
  const forget = [context.onStep(progress.step), context.onStop(async () => progress.end())];
  try {
    return await applyWith(context, systems, plan, changes, {
      ...options,
      handed,
      writer,
      memory: liveMemory(memoryOf(state, done)),
      progress,
    });
  } finally {
    for (const off of forget) off();
    progress.end();
    await writer.flushed();
  }
}

interface Working extends ApplyChangesOptions {
  readonly handed: readonly PortHandoff[];
  readonly writer: LedgerWriter;
  /** Begins with what was before this job. */
  readonly memory: LiveMemory;
  readonly progress: Progress;
}

async function applyWith(
  context: Context,
  systems: Systems,
  plan: PlanFile,
  changes: readonly PlannedChange[],
  { order, blocked = new Map(), adopt = false, stops = didNotGoThrough, handed, writer, memory, progress }: Working,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let [troubles, waiters]: [Outcome[], Outcome[]] = [[], []];
  const finish = (outcome: Outcome): void => {
    outcomes.push(outcome);
    memory.settle(outcome);
    if (stops(outcome)) blocked.set(outcome.service, `${outcome.system} did not go through`);
    writer.record(outcome);
    const waits = outcome.error?.code === 'HL_WAITS';
    (waits ? waiters : troubles).push(outcome);
    progress.finish(outcome, outcomeLine(outcome), waits ? 'told' : undefined);
    for (const note of outcome.notes ?? []) context.print.step(`  ${outcome.service}: ${note}`);
  };
  const applyTo = ({ integration }: Instance, own: readonly Change[]): Promise<Outcome[]> =>
    apply(integration, own, {
      adopt,
      memory,
      onIntent: async (begun) => {
        await writer.intend(begun);
        memory.intend(begun);
      },
      onOutcome: finish,
    });

  const refused = new Map(plan.refusals.map((refusal) => [idOf(refusal), refusal.error]));
  const waitsFor = waiting(plan);
  const stands = ({ system, key }: PlannedChange): boolean =>
    outcomes.some((outcome) => outcome.system === system && outcome.key === key && outcome.after !== null && !didNotGoThrough(outcome));
  const applyBatch = async (batch: readonly PlannedChange[], stopped = blocked): Promise<void> => {
    const ready = batch.filter((change) => {
      const refusal = refused.get(idOf(change));
      const reason = stopped.get(change.service) ?? waitsFor(change, stopped);
      if (refusal) finish({ ...pair(change), status: 'failed', error: refusal, ms: 0 });
      else if (reason !== undefined) finish({ ...pair(change), ...waits(change, reason), ms: 0 });
      return refusal === undefined && reason === undefined;
    });
    const owned = sorter(ready);
    const jobs = systems.instances.map((instance) => ({ instance, own: owned(instance) })).filter(({ own }) => own.length > 0);
    const opened = new Set(jobs.flatMap(({ own }) => own));
    progress.begin(ready);
    await Promise.all(jobs.map(({ instance, own }) => applyTo(instance, own.map(pair))));
    for (const change of ready.filter((candidate) => !opened.has(candidate))) {
      const closed = systems.closed.find(({ unseeing, system }) => unseeing?.owns(change) ?? system === baseOf(change.system));
      const error = closed
        ? new HlError(closed.error.code, closed.error.message, closed.error)
        : new HlError('HL_NO_SYSTEM', `${change.system} is not in ${context.configPath} any more, but ${change.key} is there`, {
            kind: 'input',
            hint: `Put ${change.system} back into ${context.configPath} until its services are gone.`,
          });
      finish({ ...pair(change), ...asResult(error), ms: 0 });
    }
  };

  const applyAndTell = async (batch: readonly PlannedChange[], stopped = blocked): Promise<void> => {
    await applyBatch(batch, stopped);
    for (const line of together(troubles)) context.print.warn(line);
    for (const line of waitingTogether(waiters)) context.print.step(line);
    [troubles, waiters] = [[], []];
  };

  for (const { change, taker } of handed) context.print.step(`the route of ${change.service} goes first: its port becomes ${taker}'s`);
  await applyAndTell(handed.map(({ change }) => change));
  const stuck = handed.filter(({ change }) => blocked.has(change.service));
  for (const { change, taker } of stuck) blocked.set(taker, `the route of ${change.service} still leads to its port`);
  for (const batch of batches(plan, changes, order)) await applyAndTell(batch);
  // Nobody took the port over: what led there may lead there again, until its own new route stands.
  const kept = handed.filter(({ change, taker }) => blocked.has(taker) && !stuck.some((one) => one.change === change) && !stands(change));
  await applyAndTell(
    kept.map(({ change }) => ({ ...change, before: null, after: change.before })),
    new Map(),
  );
  return outcomes;
}

const pair = ({ system, key, service, before, after }: PlannedChange): Change => ({ system, key, service, before, after });

const waits = (change: PlannedChange, reason: string | ErrorReport): Pick<Outcome, 'status' | 'error'> => ({
  status: 'deferred',
  error:
    typeof reason !== 'string'
      ? reason
      : { code: 'HL_WAITS', kind: 'unreachable', message: `${change.system} waits: ${reason}`, hint: 'It is taken up by the next run.' },
});
