import { desiredOf, HlError, plan as planChanges, recall } from '@hl/core';
import type { Change, Memory, Plan, PlanFile, PlannedChange, PlannedService, Recall, Resource, Service } from '@hl/core';
import type { Context } from '../../context.js';
import { followReads } from '../../progress/follow-reads.js';
import { baseOf, breakOrder, jobOf, makeOrder } from '../../systems/registry.js';
import { chooser, faultsOf, type Instance, type Systems } from '../../systems/systems.js';
import { definitions } from './planned-services.js';

type Mode = PlanFile['mode'];

/** What differs between these definitions and what the systems hold. @throws HlError HL_NO_JOB: a change that no job would make */
export async function planSystems(
  context: Context,
  systems: Systems,
  services: readonly PlannedService[],
  mode: Mode,
  memory: Memory,
): Promise<PlanFile> {
  const instances = [...systems.instances, ...systems.closed.flatMap(({ unseeing }) => unseeing ?? [])];
  const reads = followReads(
    context.print,
    context.print.stage || 'plan',
    instances.map(({ label }) => label),
  );
  const before = chooser(services.flatMap((service) => [...(service.before ? [service.before] : []), ...service.leftovers]));
  const after = chooser(services.flatMap((service) => (service.after ? [service.after] : [])));
  const known = recall([memory]);
  const planOne = (instance: Instance): Promise<InstancePlan> => {
    const own = { before: before(instance), after: after(instance) };
    return planInstance(context, instance, own, known).finally(() => reads.done(instance.label));
  };
  // faults come after: a system that is being read anyway need not be asked again
  const [results, faults] = await Promise.all([Promise.all(instances.map(planOne)), faultsOf(systems)]).finally(reads.end);
  const moved = new Set(services.filter(({ action }) => action === 'move').map(({ name }) => name));
  const changes = results
    .flatMap((result) => result.changes)
    .map((change): PlannedChange =>
      change.system === 'compose' && change.after === null && moved.has(change.service) ? { ...change, hold: 'verify' } : change,
    );
  const lost = changes.find((change) => jobOf(change) === undefined);
  if (lost) throw new HlError('HL_NO_JOB', `${lost.key}: no job makes what is in ${lost.system}`, { kind: 'bug' });
  const closed = systems.closed
    .filter(({ unseeing }) => unseeing === null)
    .map(({ system, error, concerns }) => ({
      system,
      error,
      services: services.filter((service) => definitions([service]).some(concerns)).map(({ name }) => name),
    }));
  return {
    ...emptyPlan(context, context.run, services),
    mode,
    changes: inOrder(changes),
    conflicts: results.flatMap(({ conflicts }) => conflicts),
    foreign: results.flatMap(({ foreign }) => foreign),
    refusals: results.flatMap(({ refusals }) => refusals),
    faults,
    failures: [...closed.filter((failure) => failure.services.length > 0), ...results.flatMap(({ failure }) => failure ?? [])],
  };
}

/** A plan in which nothing has to be done yet. */
export const emptyPlan = ({ commit }: Context, run: string, services: readonly PlannedService[]): PlanFile => ({
  version: 1,
  commit,
  run,
  place: null,
  seen: null,
  mode: 'incremental',
  services,
  changes: [],
  conflicts: [],
  foreign: [],
  refusals: [],
  faults: [],
  failures: [],
});

/** What is made goes before what is removed, system by system. */
function inOrder(changes: readonly PlannedChange[]): PlannedChange[] {
  const rank = ({ system, after }: Change): number =>
    after === null ? makeOrder.length + breakOrder.indexOf(baseOf(system)) : makeOrder.indexOf(baseOf(system));
  return [...changes].sort((a, b) => rank(a) - rank(b));
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
  { before, after }: { readonly before: readonly Service[]; readonly after: readonly Service[] },
  memory: Recall,
): Promise<InstancePlan> {
  const foundation = integration.foundation?.(site) ?? [];
  const shared = new Set(foundation.map(({ key }) => key));
  const mark = (change: Change): PlannedChange => (shared.has(change.key) ? { ...change, foundation: true } : change);
  try {
    const { changes, ...rest } = await planChanges(integration, { before, after, site, memory });
    return { changes: changes.map(mark), ...rest };
  } catch (thrown) {
    const error = HlError.from(thrown);
    if (error.kind === 'bug' || error.code === 'HL_SAME_KEY') throw error;
    const own = after.flatMap((service) => desiredOf(integration, service, site));
    // What is known of this system is what was deployed. A blind plan is safe: apply observes before it writes.
    const wanted = byKey([...(own.length > 0 ? foundation : []), ...own]);
    const known = byKey(before.flatMap((service) => desiredOf(integration, service, site)));
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
