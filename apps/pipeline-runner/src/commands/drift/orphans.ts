import { apply, desiredOf, HlError, isOurs, recall, type Outcome, type PlanFile, type Resource, type Service } from '@hl/core';
import { without } from '@hl/core/state';
import type { Context } from '../../context.js';
import { memoryOf } from '../../state/state.js';
import { needed } from '../../systems/opening.js';
import { baseOf, breakOrder } from '../../systems/registry.js';
import { chooser, sorter, type Instance } from '../../systems/systems.js';
import { outcomeLine } from '../../text/outcome-lines.js';
import { definitions } from '../../stages/plan/planned-services.js';

export type Orphan = NonNullable<PlanFile['orphans']>[number];

export interface Orphans {
  readonly orphans: readonly Orphan[];
  /** Systems that could not be asked. */
  readonly failures: readonly HlError[];
}

/**
 * What carries our mark, or is remembered as made by us, and is wanted neither by a file nor by what the ledger says to stand: left by
 * pipelines that did not run, by a ledger that was lost, by hands.
 *
 * @param plan of every service
 */
export async function findOrphans(context: Context, plan: PlanFile): Promise<Orphans> {
  const { site } = context;
  const { entries } = await context.state();
  const services = [...definitions(plan.services), ...(entries ?? []).flatMap(({ leftovers }) => leftovers)];
  const { remote } = await context.fleet();
  const systems = await context.systems({ services, onlyRead: true, all: true });
  const memory = recall([memoryOf({ entries }, [])]);
  const made = (entries ?? []).flatMap(({ name, made: all }) => all.map((one): Resource => ({ ...one, service: name })));
  const about = { site, remote, need: (name: string, what: string) => needed(context.environment.secret(name), name, what) };
  const failures: HlError[] = [];
  const [concerning, owned] = [chooser(services), sorter(made)];
  const found = await Promise.all(
    systems.instances.map(async (instance): Promise<Orphan[]> => {
      const { integration } = instance;
      try {
        const concerned = concerning(instance);
        const marked = (await instance.owned?.(about, integration, concerned)) ?? [];
        const unwanted = unwantedOf([...marked, ...owned(instance)], wantedOf(context, instance, concerned));
        if (unwanted.length === 0) return [];
        const observed = await integration.observe(unwanted);
        return unwanted.flatMap(({ system, key, service }) => {
          const held = observed.get(key);
          if (held === undefined || !isOurs(integration, key, held, memory)) return [];
          return [{ system, key, service, found: held.spec, command: `hl drift --remove '${system}:${key}'` }];
        });
      } catch (thrown) {
        const error = HlError.from(thrown);
        if (error.kind === 'bug') throw error;
        failures.push(error);
        return [];
      }
    }),
  );
  return { orphans: found.flat(), failures };
}

/** Pure. Each key once. */
export function unwantedOf(candidates: readonly Resource[], wanted: ReadonlySet<string>): Resource[] {
  const byKey = new Map(candidates.map((one) => [one.key, one]));
  return [...byKey.values()].filter(({ key }) => !wanted.has(key));
}

function wantedOf({ site }: Context, { integration }: Instance, services: readonly Service[]): Set<string> {
  const own = services.flatMap((service) => desiredOf(integration, service, site));
  return new Set([...own, ...(integration.foundation?.(site) ?? [])].map(({ key }) => key));
}

/**
 * Takes away what was named, as it was listed: `traefik:old`, or `all`.
 *
 * @param context under the lease
 * @throws HlError HL_ORPHAN (`input`): it is none
 */
export async function removeOrphans(context: Context, orphans: readonly Orphan[], names: readonly string[]): Promise<Outcome[]> {
  const idOf = ({ system, key }: Orphan): string => `${system}:${key}`;
  const lost = names.find((name) => name !== 'all' && !orphans.some((orphan) => idOf(orphan) === name));
  if (lost !== undefined)
    throw new HlError('HL_ORPHAN', `${lost} is not ours, or somebody wants it`, {
      kind: 'input',
      hint: orphans.length > 0 ? `What can be removed: ${orphans.map(idOf).join(', ')}, or all.` : 'There is nothing to remove: hl drift.',
    });
  const chosen = orphans.filter((orphan) => names.includes('all') || names.includes(idOf(orphan)));
  const state = await context.state();
  const memory = recall([memoryOf(state, [])]);
  const { instances } = await context.systems({ services: [], onlyRead: true, all: true });
  const outcomes: Outcome[] = [];
  for (const system of breakOrder) {
    for (const { integration, owns } of instances) {
      const changes = chosen
        .filter((orphan) => baseOf(orphan.system) === system && owns(orphan))
        .map(({ command: _, found, ...orphan }) => ({ ...orphan, before: found, after: null }));
      outcomes.push(...(await apply(integration, changes, { memory, onOutcome: (outcome) => context.print.step(outcomeLine(outcome)) })));
    }
  }
  for (const outcome of outcomes.filter(({ status }) => status === 'applied' || status === 'unchanged')) {
    const known = (state.entries ?? []).filter(({ made }) =>
      made.some(({ system, key }) => system === outcome.system && key === outcome.key),
    );
    await state.update(
      known.map(({ name }) => name),
      (_, entry) => entry && without(entry, outcome),
    );
  }
  return outcomes;
}
