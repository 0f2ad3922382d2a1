import { groupBy, type PlanFile, type PlannedChange, type Service } from '@hl/core';
import { baseOf } from '../../systems/registry.js';

/** Changes of the plan, and its conflicts as changes: apply looks again, for they may be gone by now. */
export const everything = (plan: PlanFile): PlannedChange[] => [
  ...plan.changes,
  ...plan.conflicts.map(({ found, wanted, ...rest }): PlannedChange => ({ ...rest, before: found, after: wanted })),
];

/** The changes of one system, of whichever instance. */
export const of = (changes: readonly PlannedChange[], system: string): PlannedChange[] =>
  changes.filter((change) => baseOf(change.system) === system);

/**
 * What is done together: a system at a time; containers that others depend on before those others, and taken away after them; a
 * foundation before all.
 */
export function batches(plan: PlanFile, changes: readonly PlannedChange[], order: readonly string[]): PlannedChange[][] {
  const level = dependencyLevels(plan);
  const deepest = Math.max(0, ...level.values());
  const foundation = changes.filter((change) => change.foundation);
  const rest = changes.filter((change) => !change.foundation);
  const bySystem = order.flatMap((system) => {
    const own = of(rest, system);
    if (system !== 'compose') return [own];
    const turn = ({ service, after }: PlannedChange): number => (after === null ? -1 : 1) * (level.get(service) ?? 0);
    return Array.from({ length: 2 * deepest + 1 }, (_, index) => own.filter((change) => turn(change) === index - deepest));
  });
  return [foundation, ...bySystem].filter((batch) => batch.length > 0);
}

/** Above all that a service depends on, and not below whom it takes a port from: those two settle it together. */
function dependencyLevels({ services }: PlanFile): Map<string, number> {
  const names = new Set(services.map(({ name }) => name));
  const former = services.flatMap(({ name, before }) => (before === null ? [] : [{ name, host: before.host, ports: portsOf(before) }]));
  const onHost = groupBy(former, ({ host }) => host);
  const edges = services.map(({ name, before, after }) => {
    const ports = after === null ? [] : portsOf(after);
    const givers = (onHost.get(after?.host ?? '') ?? []).filter((other) => other.name !== name && meet(other.ports, ports));
    const needs = needsOf(after ?? before).filter((other) => names.has(other));
    return { name, needs, givers: givers.map((other) => other.name) };
  });
  let levels = new Map([...names].map((name) => [name, 0]));
  const levelOf = (name: string): number => levels.get(name) ?? 0;
  // As many rounds as the longest way can have steps; a circle ends there, too.
  for (let [round, changed] = [0, true]; changed && round < services.length; round += 1) {
    const next = new Map(
      edges.map(({ name, needs, givers }) => [name, Math.max(0, ...needs.map((other) => 1 + levelOf(other)), ...givers.map(levelOf))]),
    );
    changed = [...next].some(([name, level]) => level !== levelOf(name));
    levels = next;
  }
  return levels;
}

export const needsOf = (service: Service | null): readonly string[] => service?.deployment?.dependsOnServices ?? [];

/** Ports of one host. */
interface Ports {
  readonly host: string;
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
}

/** What a service publishes. */
export const portsOf = ({ host, deployment }: Service): Ports[] =>
  (deployment?.ports ?? []).map(({ host: from, protocol, count = 1 }) => ({ host, protocol, from, to: from + count - 1 }));

/** Whether one of the ports is in both. */
export const meet = (some: readonly Ports[], others: readonly Ports[]): boolean =>
  some.some((a) => others.some((b) => a.host === b.host && a.protocol === b.protocol && a.from <= b.to && b.from <= a.to));

/** A container that depends on one that did not come up waits, too: why. */
export function waiting({ services }: PlanFile): (change: PlannedChange, blocked: ReadonlyMap<string, unknown>) => string | undefined {
  const needsBy = new Map(services.map(({ name, after }) => [name, needsOf(after)]));
  return ({ service, system, after }, blocked) => {
    if (baseOf(system) !== 'compose' || after === null) return undefined;
    const missing = needsBy.get(service)?.find((need) => blocked.has(need));
    return missing === undefined ? undefined : `it depends on ${missing}, which is not up`;
  };
}
