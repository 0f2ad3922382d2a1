import { apply, asResult, HlError, intend, recall, settle } from '@hl/core';
import type { Change, Memory, Outcome } from '@hl/core';
import type { OutcomesFile, OutcomesName, PlanFile, PlannedChange } from '../artifacts.js';
import type { Context } from '../context.js';
import { didNotGoThrough, exitCodeOf, jobCode } from '../exit.js';
import { withLease } from '../lease.js';
import { ledgerWriter } from '../ledger-writer.js';
import type { LedgerWriter } from '../ledger-writer.js';
import { keepPlace } from '../order.js';
import { follow } from '../progress/follow.js';
import type { Progress } from '../progress/follow.js';
import { memoryOf, readState } from '../state.js';
import type { Known } from '../state.js';
import { breakOrder, makeOrder } from '../systems.js';
import type { Instance, System, Systems } from '../systems.js';
import { outcomeLine, together } from '../text/outcome-lines.js';
import { baseOf, batches, of, portsOf, waitsFor } from './batches.js';
import { handovers } from './handover.js';
import { definitions } from './plan.js';

/** Which part of the plan a job does. */
interface Part {
  readonly artifact: OutcomesName;
  readonly systems: readonly System[];
  /** Removed services, or those that stay. */
  readonly removed: boolean;
}

/** The jobs that write, as data. What a route needs before it stands (an SSO foundation) goes with the routes. */
export const parts = {
  deploy: { artifact: 'compose', systems: ['compose'], removed: false },
  remove: { artifact: 'remove', systems: breakOrder, removed: true },
  traefik: { artifact: 'traefik', systems: ['traefik'], removed: false },
  dns: { artifact: 'pihole', systems: ['pihole'], removed: false },
  authentik: { artifact: 'authentik', systems: ['authentik'], removed: false },
  glance: { artifact: 'glance', systems: ['glance'], removed: false },
} as const satisfies Record<string, Part>;

export type PartName = keyof typeof parts;

/**
 * Applies one part of the plan: writes its outcomes file, whatever happens.
 *
 * @throws HlError HL_SUPERSEDED: a newer run has planned, nothing was written
 */
export async function applyPart(context: Context, name: PartName): Promise<{ code: number; outcomes: readonly Outcome[] }> {
  const { artifacts, print } = context;
  const plan = await artifacts.read('plan');
  const part: Part = parts[name];
  if (plan.drift)
    throw new HlError('HL_DRIFT_PLAN', `${artifacts.directory}/plan.json was made by hl drift, which changes nothing`, {
      kind: 'input',
      hint: 'Make one to apply: hl detect, hl plan.',
    });
  const removed = new Set(plan.services.filter(({ action }) => action === 'delete').map((service) => service.name));
  const freed = portsToFree(plan);
  const mine = everything(plan).filter((change) => {
    if (change.foundation) return name === 'traefik';
    if (change.hold) return false;
    if (freed.has(change.service) && baseOf(change.system) === 'compose') return name === 'deploy';
    return removed.has(change.service) === part.removed && part.systems.includes(baseOf(change.system));
  });
  const blocked = new Map([
    ...plan.refusals.map(({ service, error }) => [service, error.message] as const),
    ...(name === 'deploy' || name === 'remove' ? [] : await notDeployed(context)),
  ]);
  const phases = [name === 'deploy' ? loginsFirst(plan) : [], mine].filter((phase) => phase.length > 0);
  const outcomes: Outcome[] = [];
  try {
    if (phases.length > 0)
      await withLease(context, async (held) => {
        const known = await readState(held);
        await keepPlace(held, plan, known.newest);
        for (const phase of phases)
          outcomes.push(...(await applyChanges(held, known, plan, phase, { order: part.removed ? breakOrder : makeOrder, blocked })));
      });
  } finally {
    const file: OutcomesFile = { version: 1, stage: name, commit: plan.commit, run: plan.run, outcomes };
    await artifacts.writeOutcomes(part.artifact, file);
    print.data(file);
  }
  if (outcomes.length === 0) print.step(`${name}: nothing to do`);
  const names = plan.services.map((service) => service.name);
  return { code: jobCode(name, exitCodeOf(outcomes, names)), outcomes };
}

/** Changes of the plan, and its conflicts as changes: apply looks again, for they may be gone by now. */
export const everything = (plan: PlanFile): PlannedChange[] => [
  ...plan.changes,
  ...plan.conflicts.map(({ found, wanted, ...rest }): PlannedChange => ({ ...rest, before: found, after: wanted })),
];

/** Removed services whose port a service of the same host takes over, as after a rename: their containers go with the deployment. */
function portsToFree({ services }: PlanFile): Set<string> {
  const wanted = new Set(services.flatMap(({ after }) => (after ? portsOf(after) : [])));
  const gone = services.filter(
    ({ action, before }) => action === 'delete' && before !== null && portsOf(before).some((port) => wanted.has(port)),
  );
  return new Set(gone.map(({ name }) => name));
}

/** A service that logs in by OIDC itself starts with its client id and secret: Authentik must have made them. */
function loginsFirst(plan: PlanFile): PlannedChange[] {
  const oidc = new Set(plan.services.filter(({ after }) => after?.authentik?.method === 'oidc').map(({ name }) => name));
  return everything(plan).filter(({ system, service, after }) => baseOf(system) === 'authentik' && oidc.has(service) && after !== null);
}

/** Services whose container did not come up get nothing else; the old state keeps serving. */
async function notDeployed({ artifacts }: Context): Promise<(readonly [string, string])[]> {
  const files = await artifacts.outcomes();
  const bad = files.filter(({ stage }) => stage === 'deploy').flatMap(({ outcomes }) => outcomes.filter(didNotGoThrough));
  return bad.map(({ service }) => [service, 'its container is not up'] as const);
}

export interface ApplyChangesOptions {
  readonly order: readonly System[];
  /** Services that must wait, and why. */
  readonly blocked?: Map<string, string>;
  readonly adopt?: boolean;
  /** `aside`: a rollback, an adoption: not recorded as a run's own doing. Default `on`. */
  readonly way?: 'on' | 'aside';
}

/**
 * Applies changes system after system; instances of one system (hosts, Pi-holes) side by side. A service whose change
 * fails gets none of its later changes here: nothing is half-exposed.
 */
export async function applyChanges(
  context: Context,
  known: Known,
  plan: PlanFile,
  changes: readonly PlannedChange[],
  { way = 'on', ...options }: ApplyChangesOptions,
): Promise<Outcome[]> {
  const progress = follow(context.print, changes);
  const systems = await context.systems({ services: definitions(plan.services), progress: progress.step });
  const { ledger, entries } = { ledger: systems.ledger, ...known };
  const writer = ledgerWriter(context, { ledger, entries, services: plan.services, run: plan.run, way });
  const memory = await memoryOf(context, known);
  const forget = context.onStop(async () => progress.end());
  try {
    return await applyWith(context, systems, plan, changes, { ...options, writer, memory, progress });
  } finally {
    forget();
    progress.end();
    await writer.settled();
  }
}

interface Working extends ApplyChangesOptions {
  readonly writer: LedgerWriter;
  /** Of the time before this job. */
  readonly memory: Memory;
  readonly progress: Progress;
}

async function applyWith(
  context: Context,
  systems: Systems,
  plan: PlanFile,
  changes: readonly PlannedChange[],
  { order, blocked = new Map(), adopt = false, writer, memory: before, progress }: Working,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let memory = before;
  let troubles: Outcome[] = [];
  const settleOne = (outcome: Outcome): void => {
    outcomes.push(outcome);
    memory = settle(memory, outcome);
    if (didNotGoThrough(outcome)) blocked.set(outcome.service, `${outcome.system} did not go through`);
    writer.record(outcome);
    context.print.step(outcomeLine(outcome));
    if (outcome.error) troubles.push(outcome);
    for (const note of outcome.notes ?? []) context.print.step(`  ${outcome.service}: ${note}`);
    progress.settle(outcome, outcomeLine(outcome));
  };
  const applyTo = ({ integration }: Instance, own: readonly Change[]): Promise<Outcome[]> =>
    apply(integration, own, {
      adopt,
      memory: recall([memory]),
      onIntent: async (begun) => {
        await writer.intend(begun);
        memory = intend(memory, begun);
      },
      onOutcome: settleOne,
    });

  const stands = ({ system, key }: PlannedChange): boolean =>
    outcomes.some((outcome) => outcome.system === system && outcome.key === key && outcome.after !== null && !didNotGoThrough(outcome));
  const applyBatch = async (batch: readonly PlannedChange[], waiting = blocked): Promise<void> => {
    const ready = batch.filter((change) => {
      const refusal = plan.refusals.find(({ system, key }) => system === change.system && key === change.key);
      const reason = waiting.get(change.service) ?? waitsFor(plan, change, waiting);
      if (refusal) settleOne({ ...pair(change), status: 'failed', error: refusal.error, ms: 0 });
      else if (reason !== undefined) settleOne({ ...pair(change), ...waits(change, reason), ms: 0 });
      return refusal === undefined && reason === undefined;
    });
    const jobs = systems.instances.map((instance) => ({ instance, own: ready.filter(instance.owns) })).filter(({ own }) => own.length > 0);
    progress.begin(ready);
    await Promise.all(jobs.map(({ instance, own }) => applyTo(instance, own.map(pair))));
    for (const change of ready.filter((candidate) => !systems.instances.some(({ owns }) => owns(candidate)))) {
      const error = new HlError('HL_NO_SYSTEM', `${change.system} is not in ${context.configPath} any more, but ${change.key} is there`, {
        kind: 'input',
        hint: `Put ${change.system} back into ${context.configPath} until its services are gone.`,
      });
      settleOne({ ...pair(change), ...asResult(error), ms: 0 });
    }
  };

  const applyAndTell = async (batch: readonly PlannedChange[], waiting = blocked): Promise<void> => {
    await applyBatch(batch, waiting);
    for (const line of together(troubles)) context.print.warn(line);
    troubles = [];
  };

  const handed = handovers(plan, of(everything(plan), 'traefik'), of(changes, 'compose'));
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

const waits = (change: PlannedChange, reason: string): Pick<Outcome, 'status' | 'error'> => ({
  status: 'deferred',
  error: { code: 'HL_WAITS', kind: 'unreachable', message: `${change.system} waits: ${reason}`, hint: 'It is taken up by the next run.' },
});
