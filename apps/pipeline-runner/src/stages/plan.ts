import { exitCodes, HlError, plan as planChanges, recall } from '@hl/core';
import type { Change, Memory, Plan, Resource, Service } from '@hl/core';
import { standing } from '@hl/core/state';
import type { LedgerEntry } from '@hl/core/state';
import type { ChangesFile, PlanFile, PlannedChange, PlannedService } from '../artifacts.js';
import type { Context } from '../context.js';
import { partly } from '../exit.js';
import { withLease } from '../lease.js';
import { plansToDeploy, takePlace } from '../order.js';
import { invalid } from '../repository.js';
import { memoryOf, readState } from '../state.js';
import type { Known } from '../state.js';
import { breakOrder, faultsOf, makeOrder } from '../systems.js';
import type { Instance, Systems } from '../systems.js';
import { planMarkdown } from '../text/markdown.js';
import { planText } from '../text/plan-text.js';
import { baseOf } from './batches.js';
import { assertHosts, brake, requireSecrets } from './before-planning.js';
import { compareWith, tell } from './detect.js';
import { onlyNeeded, withSecrets } from './rotated.js';

export interface PlanArguments {
  /** Let a plan remove more than the brakes allow. */
  readonly allowMassRemove?: boolean;
}

/**
 * What would change in every system, read live: writes plan.json, plan.txt and plan.md. The plan of a pipeline is made under the lease
 * and takes the run's place in the order; that of a merge request, or by hand, is to be looked at.
 *
 * @throws HlError HL_SUPERSEDED: a newer run has planned
 */
export async function plan(context: Context, args: PlanArguments = {}): Promise<{ code: number; plan: PlanFile }> {
  if (!plansToDeploy(context)) return planNow(context, args, false);
  return withLease(context, (held) => planNow(held, args, true));
}

async function planNow(
  context: Context,
  { allowMassRemove = false }: PlanArguments,
  deploys: boolean,
): Promise<{ code: number; plan: PlanFile }> {
  const { artifacts, print, environment } = context;
  const known = await readState(context);
  const changes = await current(context, await artifacts.read('changes'), known, deploys);
  const services = plannedServices(context, changes, known.entries);
  assertHosts(context, services);
  if (!allowMassRemove) brake(context, services, known.entries);
  if (!environment.mergeRequest) requireSecrets(context, services);

  const rotating = withSecrets(context, services, known.entries);
  const systems = await context.systems({ services: definitions([...services, ...rotating]), onlyRead: environment.mergeRequest });
  const memory = await memoryOf(context, known);
  const found = onlyNeeded(await planAll(context, systems, [...services, ...rotating], changes.mode, memory), rotating);
  const code = environment.mergeRequest ? 0 : codeOf(found);
  const goesOn = code === 0 || code === partly;
  const file: PlanFile = { ...found, place: deploys && goesOn ? await takePlace(context) : null, seen: known.newest?.place ?? null };
  await artifacts.write('plan', file);
  artifacts.writeText('plan.txt', planText(file));
  artifacts.writeText('plan.md', planMarkdown(file));
  artifacts.writeText('plan-terraform.json', `${JSON.stringify(counts(file.changes))}\n`);
  print.text(planText(file));
  for (const { error, services: names } of distinct(file.failures))
    print.error(new HlError(error.code, `${error.message} (${names.join(', ')})`, error));
  for (const { message } of file.faults) print.warn(message);
  for (const { service, error } of file.refusals) print.error(new HlError(error.code, `${service}: ${error.message}`, error));
  print.data(file);
  return { code, plan: file };
}

/** What detection found, found again when anything was deployed since: an older run may have ended in between. */
async function current(context: Context, changes: ChangesFile, known: Known, deploys: boolean): Promise<ChangesFile> {
  const { artifacts, print, commit } = context;
  if (!changes.head.startsWith(commit))
    print.warn(
      `changes.json is of commit ${changes.head.slice(0, 8)}, the tree is at ${commit.slice(0, 8)}\n  → Run hl detect again, or check that commit out.`,
    );
  if (!deploys || changes.ledger === known.fingerprint) return changes;
  print.step('the ledger has moved since detection: detecting again');
  const again = await compareWith(context, { ...changes.asked, head: changes.head }, known);
  await artifacts.write('changes', { ...again, asked: changes.asked });
  tell(context, again);
  return again;
}

/** Plans without reading or writing artifacts; what `hl drift` and `hl adopt` use too. */
export async function planAll(
  context: Context,
  systems: Systems,
  services: readonly PlannedService[],
  mode: 'incremental' | 'full',
  memory: Memory,
): Promise<PlanFile> {
  const [faults, results] = await Promise.all([
    faultsOf(systems),
    Promise.all(systems.instances.map((instance) => planInstance(context, instance, services, memory))),
  ]);
  const order = ({ system, after }: Change): number =>
    after === null ? 100 + breakOrder.indexOf(baseOf(system)) : makeOrder.indexOf(baseOf(system));
  const moved = new Set(services.filter(({ action }) => action === 'move').map(({ name }) => name));
  const all = results
    .flatMap(({ changes }) => changes)
    .map((change): PlannedChange =>
      change.system === 'compose' && change.after === null && moved.has(change.service) ? { ...change, hold: 'verify' } : change,
    );
  const closed = systems.closed.map(({ system, error, concerns }) => ({
    system,
    error,
    services: services.filter((service) => definitions([service]).some(concerns)).map(({ name }) => name),
  }));
  return {
    version: 1,
    commit: context.commit,
    run: context.run,
    place: null,
    seen: null,
    mode,
    services,
    changes: all
      .map((change, index) => ({ change, index }))
      .sort((a, b) => order(a.change) - order(b.change) || a.index - b.index)
      .map(({ change }) => change),
    conflicts: results.flatMap(({ conflicts }) => conflicts),
    foreign: results.flatMap(({ foreign }) => foreign),
    refusals: results.flatMap(({ refusals }) => refusals),
    faults,
    failures: [...closed.filter((failure) => failure.services.length > 0), ...results.flatMap(({ failure }) => (failure ? [failure] : []))],
  };
}

interface InstancePlan extends Omit<Plan, 'changes'> {
  readonly changes: readonly PlannedChange[];
  readonly failure?: PlanFile['failures'][number];
}

const nothing: InstancePlan = { changes: [], conflicts: [], foreign: [], refusals: [] };

/** A system that cannot be read, for whatever reason, holds back its own part and no other. */
async function planInstance(
  { site }: Context,
  { system: base, integration, label }: Instance,
  services: readonly PlannedService[],
  memory: Memory,
): Promise<InstancePlan> {
  const before = services.flatMap((service) => [...(service.before ? [service.before] : []), ...service.leftovers]);
  const after = services.flatMap((service) => (service.after ? [service.after] : []));
  const foundation = integration.foundation?.(site) ?? [];
  const shared = new Set(foundation.map(({ key }) => key));
  const mark = (change: Change): PlannedChange => (shared.has(change.key) ? { ...change, foundation: true } : change);
  try {
    const { changes, ...rest } = await planChanges(integration, { before, after, site, memory: recall([memory]) });
    return { changes: changes.map(mark), ...rest };
  } catch (thrown) {
    const error = HlError.from(thrown);
    if (error.kind === 'bug' || error.code === 'HL_SAME_KEY') throw error;
    const own = after.flatMap((service) => integration.desired(service, site));
    // What is known of this system is what was deployed. A blind plan is safe: apply observes before it writes.
    const wanted = byKey([...(own.length > 0 ? foundation : []), ...own]);
    const known = byKey(before.flatMap((service) => integration.desired(service, site)));
    const blind = [...new Map([...wanted, ...known]).values()].map(({ system, key, service }): PlannedChange => ({
      ...{ system, key, service, blind: true },
      before: known.get(key)?.spec ?? null,
      after: wanted.get(key)?.spec ?? null,
    }));
    if (blind.length === 0) return nothing;
    const names = [...new Set(blind.map(({ service }) => service))];
    return {
      ...nothing,
      changes: blind.map(mark),
      failure: { system: base === 'compose' ? `compose ${label}` : label, services: names, error: error.toJSON() },
    };
  }
}

const byKey = (resources: readonly Resource[]): ReadonlyMap<string, Resource> =>
  new Map(resources.map((resource) => [resource.key, resource]));

function plannedServices(context: Context, changes: ChangesFile, entries: readonly LedgerEntry[] | null): PlannedService[] {
  const { repository } = context;
  const known = new Map((entries ?? []).map((entry) => [entry.name, entry]));
  const former = (name: string, path: string): Pick<PlannedService, 'before' | 'previousHash' | 'leftovers'> => {
    const entry = known.get(name);
    const before = entry ? standing(entry) : changes.base === null ? null : repository.loadAt(changes.base, path);
    return { before, previousHash: entry?.hash ?? null, leftovers: entry?.healthy === false ? entry.leftovers : [] };
  };
  const deploy = changes.deploy.map(({ path, action, reason, from }): PlannedService => {
    const { service, diagnostics } = repository.loadOne(path);
    if (!service && diagnostics.some(({ severity }) => severity === 'error')) throw invalid(diagnostics);
    const name = service?.name ?? known.get(path)?.name ?? path;
    const old = former(name, from?.path ?? path);
    const moved = old.before !== null && service !== null && old.before.host !== service.host;
    return {
      name,
      path,
      action: moved ? 'move' : old.before === null ? action : 'modify',
      reason,
      after: service,
      hash: service ? repository.hash(path) : '',
      ...old,
    };
  });
  const remove = changes.remove.map(({ name, path, reason }): PlannedService => ({
    name,
    path,
    action: 'delete',
    reason,
    after: null,
    hash: '',
    ...former(name, path),
  }));
  return [...deploy, ...remove];
}

/** Every definition a run may touch. */
export const definitions = (services: readonly PlannedService[]): Service[] =>
  services
    .flatMap(({ before, after, leftovers }) => [before, after, ...leftovers])
    .filter((service): service is Service => service !== null);

const counts = (changes: readonly Change[]): { create: number; update: number; delete: number } => ({
  create: changes.filter(({ before, after }) => before === null && after !== null).length,
  update: changes.filter(({ before, after }) => before !== null && after !== null).length,
  delete: changes.filter(({ after }) => after === null).length,
});

/** One host that is away fails for each of its services; once is enough to be told. */
export function distinct(failures: PlanFile['failures']): PlanFile['failures'] {
  const byMessage = new Map<string, PlanFile['failures'][number]>();
  for (const failure of failures) {
    const known = byMessage.get(failure.error.message);
    const services = [...new Set([...(known?.services ?? []), ...failure.services])];
    byMessage.set(failure.error.message, { ...failure, services });
  }
  return [...byMessage.values()];
}

/**
 * Whether the run goes on. It does while one service can: without a container that can be read, with something that is refused for
 * certain, or with a name that somebody else holds, a service cannot; a route, a record, a login or a tile whose system cannot be
 * read is a part that waits.
 */
function codeOf({ failures, conflicts, refusals, services }: PlanFile): number {
  if (failures.length + conflicts.length + refusals.length === 0) return 0;
  const containers = failures.filter(({ system }) => system.split(' ')[0] === 'compose');
  const stopped = new Map<string, number>([
    ...conflicts.map(({ service }) => [service, exitCodes.conflict] as const),
    ...containers.flatMap(({ services: names, error }) => names.map((name) => [name, exitCodes[error.kind]] as const)),
    ...refusals.map(({ service, error }) => [service, exitCodes[error.kind]] as const),
  ]);
  if (services.some(({ name }) => !stopped.has(name))) return partly;
  return Math.min(...stopped.values());
}
