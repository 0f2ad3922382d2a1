import { exitCodes, HlError, plan as planChanges } from '@hl/core';
import type { Change, Conflict, Resource, Service } from '@hl/core';
import type { LedgerEntry } from '@hl/core/state';
import type { Changes } from '@hl/detect';
import type { PlanFile, PlannedChange, PlannedService } from '../artifacts.js';
import type { Context } from '../context.js';
import { partly } from '../exit.js';
import { fromAuthentik } from '../oidc.js';
import { invalid } from '../repository.js';
import { breakOrder, makeOrder, openSystems } from '../systems.js';
import type { Instance, Systems } from '../systems.js';
import { planMarkdown } from '../text/markdown.js';
import { planText } from '../text/plan-text.js';
import { baseOf } from './batches.js';
import { readLedger } from './detect.js';
import { onlyNeeded, withSecrets } from './rotated.js';

export interface PlanArguments {
  /** Let a plan remove more than the brakes allow. */
  readonly allowMassRemove?: boolean;
}

/** What would change in every system, read live: writes plan.json, plan.txt and plan.md. */
export async function plan(context: Context, { allowMassRemove = false }: PlanArguments = {}): Promise<{ code: number; plan: PlanFile }> {
  const { artifacts, print } = context;
  const changes = await artifacts.read('changes');
  if (!changes.head.startsWith(context.commit))
    print.warn(
      `changes.json is of commit ${changes.head.slice(0, 8)}, the tree is at ${context.commit.slice(0, 8)}\n  → Run hl detect again, or check that commit out.`,
    );
  const { entries } = await readLedger(context);
  const services = plannedServices(context, changes, entries);
  if (!allowMassRemove) brake(context, services, entries);
  requireSecrets(context, services);

  const rotating = withSecrets(context, services, entries);
  const systems = await openSystems(context, { services: definitions([...services, ...rotating]), entries });
  const file = onlyNeeded(await planAll(context, systems, [...services, ...rotating], changes.mode), rotating);
  await artifacts.write('plan', file);
  artifacts.writeText('plan.txt', planText(file));
  artifacts.writeText('plan.md', planMarkdown(file));
  artifacts.writeText('plan-terraform.json', `${JSON.stringify(counts(file.changes))}\n`);
  print.text(planText(file));
  for (const { error } of distinct(file.failures)) print.error(new HlError(error.code, error.message, error));
  print.data(file);
  return { code: codeOf(file), plan: file };
}

/** Plans without reading or writing artifacts; what `hl drift` and `hl adopt` use too. */
export async function planAll(
  context: Context,
  systems: Systems,
  services: readonly PlannedService[],
  mode: 'incremental' | 'full',
): Promise<PlanFile> {
  const results = await Promise.all(systems.instances.map((instance) => planInstance(context, instance, services)));
  const order = ({ system, after }: Change): number =>
    after === null ? 100 + breakOrder.indexOf(baseOf(system)) : makeOrder.indexOf(baseOf(system));
  const moved = new Set(services.filter(({ action }) => action === 'move').map(({ name }) => name));
  const all = results
    .flatMap(({ changes }) => changes)
    .map((change): PlannedChange =>
      change.system === 'compose' && change.after === null && moved.has(change.service) ? { ...change, hold: 'verify' } : change,
    );
  return {
    version: 1,
    commit: context.commit,
    run: context.run,
    mode,
    services,
    changes: all
      .map((change, index) => ({ change, index }))
      .sort((a, b) => order(a.change) - order(b.change) || a.index - b.index)
      .map(({ change }) => change),
    conflicts: results.flatMap(({ conflicts }) => conflicts),
    foreign: results.flatMap(({ foreign }) => foreign),
    refusals: results.flatMap(({ refusals }) => refusals),
    failures: results.flatMap(({ failure }) => (failure ? [failure] : [])),
  };
}

async function planInstance(
  { site }: Context,
  { integration, label }: Instance,
  services: readonly PlannedService[],
): Promise<{
  changes: PlannedChange[];
  conflicts: readonly Conflict[];
  foreign: readonly Conflict[];
  refusals: PlanFile['refusals'];
  failure?: PlanFile['failures'][number];
}> {
  const before = services.flatMap((service) => [...(service.before ? [service.before] : []), ...service.leftovers]);
  const after = services.flatMap((service) => (service.after ? [service.after] : []));
  const foundation = new Set((integration.foundation?.(site) ?? []).map(({ key }) => key));
  const mark = (change: Change): PlannedChange => (foundation.has(change.key) ? { ...change, foundation: true } : change);
  try {
    const { changes, conflicts, foreign, refusals } = await planChanges(integration, { before, after, site });
    return { changes: changes.map(mark), conflicts, foreign, refusals };
  } catch (thrown) {
    const error = HlError.from(thrown);
    if (error.kind === 'input' || error.kind === 'bug') throw error;
    // What is known of this system is what was deployed. A blind plan is safe: apply observes before it writes.
    const own = after.flatMap((service) => integration.desired(service, site));
    const wanted = byKey([...(own.length > 0 ? (integration.foundation?.(site) ?? []) : []), ...own]);
    const known = byKey(before.flatMap((service) => integration.desired(service, site)));
    const blind = [...new Map([...wanted, ...known]).values()].map(({ system, key, service }): PlannedChange => ({
      ...{ system, key, service, blind: true },
      before: known.get(key)?.spec ?? null,
      after: wanted.get(key)?.spec ?? null,
    }));
    if (blind.length === 0) return { changes: [], conflicts: [], foreign: [], refusals: [] };
    return {
      changes: blind.map(mark),
      conflicts: [],
      foreign: [],
      refusals: [],
      failure: { system: label, services: [...new Set(blind.map(({ service }) => service))], error: error.toJSON() },
    };
  }
}

const byKey = (resources: readonly Resource[]): ReadonlyMap<string, Resource> =>
  new Map(resources.map((resource) => [resource.key, resource]));

function plannedServices(context: Context, changes: Changes, entries: readonly LedgerEntry[] | null): PlannedService[] {
  const { repository } = context;
  const known = new Map((entries ?? []).map((entry) => [entry.name, entry]));
  const former = (name: string, path: string): Pick<PlannedService, 'before' | 'previousHash' | 'leftovers'> => {
    const entry = known.get(name);
    const before = entry ? entry.service : changes.base === null ? null : repository.loadAt(changes.base, path);
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

function brake({ site, repository }: Context, services: readonly PlannedService[], entries: readonly LedgerEntry[] | null): void {
  const removed = services.filter(({ action, before }) => action === 'delete' && before !== null).length;
  const all = Math.max(repository.servicePaths().length + removed, entries?.filter(({ service }) => service !== null).length ?? 0);
  if (removed <= site.brakes.services || removed / all <= site.brakes.ratio) return;
  throw new HlError('HL_MASS_REMOVE', `this would remove ${removed} of ${all} services`, {
    kind: 'input',
    hint: 'If that is what you want: hl plan --allow-mass-remove. If not, look whether the services folder is whole.',
  });
}

function requireSecrets({ environment }: Context, services: readonly PlannedService[]): void {
  const missing = services.flatMap(({ name, after }) =>
    (after?.deployment.secrets ?? [])
      .filter(({ source }) => !fromAuthentik(source) && environment.secret(source) === undefined)
      .map(({ source }) => `${source} (${name})`),
  );
  if (missing.length === 0) return;
  throw new HlError('HL_SECRET_MISSING', `not set: ${missing.join(', ')}`, {
    kind: 'input',
    hint: 'Set them as masked CI/CD variables (or export them) and run again. Nothing was touched.',
  });
}

const counts = (changes: readonly Change[]): { create: number; update: number; delete: number } => ({
  create: changes.filter(({ before, after }) => before === null && after !== null).length,
  update: changes.filter(({ before, after }) => before !== null && after !== null).length,
  delete: changes.filter(({ after }) => after === null).length,
});

/** One host that is away fails for each of its services; once is enough to be told. */
export const distinct = (failures: PlanFile['failures']): PlanFile['failures'] => [
  ...new Map(failures.map((failure) => [failure.error.message, failure])).values(),
];

/** A refusal is told before anything is touched; an unreachable host only defers its own services. */
function codeOf({ failures, conflicts, services }: PlanFile): number {
  const refused = failures.find(({ error }) => error.kind !== 'unreachable');
  if (refused) return exitCodes[refused.error.kind];
  if (failures.length === 0 && conflicts.length === 0) return 0;
  const troubled = new Set([...failures.flatMap((failure) => failure.services), ...conflicts.map(({ service }) => service)]);
  if (services.some(({ name }) => !troubled.has(name))) return partly;
  return failures.length > 0 ? exitCodes.unreachable : exitCodes.conflict;
}
