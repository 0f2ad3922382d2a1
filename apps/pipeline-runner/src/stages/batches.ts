import type { PlanFile, PlannedChange } from '../artifacts.js';
import type { System } from '../systems.js';

/** Without the name of the instance: `pihole@secondary` is a `pihole`. */
export const baseOf = (system: string): System => (system.split('@')[0] ?? system) as System;

/** The changes of one system, of whichever instance. */
export const of = (changes: readonly PlannedChange[], system: System): PlannedChange[] =>
  changes.filter((change) => baseOf(change.system) === system);

/** What is done together: a system at a time; containers that others depend on before those others; a foundation before all. */
export function batches(plan: PlanFile, changes: readonly PlannedChange[], order: readonly System[]): PlannedChange[][] {
  const level = dependencyLevels(plan);
  const deepest = Math.max(0, ...level.values());
  const foundation = changes.filter((change) => change.foundation);
  const rest = changes.filter((change) => !change.foundation);
  const bySystem = order.flatMap((system) => {
    const own = of(rest, system);
    if (system !== 'compose') return [own];
    return Array.from({ length: deepest + 1 }, (_, depth) => own.filter(({ service }) => (level.get(service) ?? 0) === depth));
  });
  return [foundation, ...bySystem].filter((batch) => batch.length > 0);
}

function dependencyLevels({ services }: PlanFile): Map<string, number> {
  const needs = new Map(services.map(({ name, after }) => [name, after?.deployment.dependsOnServices ?? []]));
  const level = (name: string, path: readonly string[] = []): number =>
    path.includes(name)
      ? 0
      : Math.max(0, ...(needs.get(name) ?? []).filter((other) => needs.has(other)).map((other) => 1 + level(other, [...path, name])));
  return new Map([...needs.keys()].map((name) => [name, level(name)]));
}

/** A container that depends on one that did not come up waits, too. */
export function waitsFor(
  { services }: PlanFile,
  { service, system, after }: PlannedChange,
  blocked: ReadonlyMap<string, string>,
): string | undefined {
  if (baseOf(system) !== 'compose' || after === null) return undefined;
  const needs = services.find(({ name }) => name === service)?.after?.deployment.dependsOnServices ?? [];
  const missing = needs.find((need) => blocked.has(need));
  return missing === undefined ? undefined : `it depends on ${missing}, which is not up`;
}
