import { satisfies } from './equal.js';
import { HlError } from './error.js';
import type { Change, Integration, Observed, Resource } from './integration.js';
import type { Service } from './service.js';
import type { Site } from './site.js';

/** A name that a service wants and somebody else holds. */
export interface Conflict<Spec = unknown> {
  readonly system: string;
  readonly key: string;
  readonly service: string;
  readonly found: Spec;
  readonly wanted: Spec;
}

export interface Plan<Spec = unknown> {
  readonly changes: readonly Change<Spec>[];
  readonly conflicts: readonly Conflict<Spec>[];
}

export interface PlanInput {
  /** Definitions that may have left something behind; a service that is new is not in it. */
  readonly before: readonly Service[];
  /** Definitions as they shall be; a service that is removed is not in it. */
  readonly after: readonly Service[];
  readonly site: Site;
}

/**
 * The changes between what is wanted and what the system really holds now: makes come before breaks.
 *
 * @throws HlError HL_SAME_KEY when two services want the same key; whatever `observe` throws
 */
export async function plan<Spec>(integration: Integration<Spec>, { before, after, site }: PlanInput): Promise<Plan<Spec>> {
  const own = after.flatMap((service) => integration.desired(service, site));
  const wanted = byKey([...(own.length > 0 ? (integration.foundation?.(site) ?? []) : []), ...own]);
  const owned = new Map(before.flatMap((service) => integration.desired(service, site)).map((resource) => [resource.key, resource]));
  const keys = [...new Set([...wanted.keys(), ...owned.keys()])];
  return keys.length === 0 ? { changes: [], conflicts: [] } : diff(wanted, owned, await integration.observe(keys));
}

/** Pure heart of `plan`. */
export function diff<Spec>(
  wanted: ReadonlyMap<string, Resource<Spec>>,
  owned: ReadonlyMap<string, Resource<Spec>>,
  observed: ReadonlyMap<string, Observed<Spec>>,
): Plan<Spec> {
  const changes: Change<Spec>[] = [];
  const conflicts: Conflict<Spec>[] = [];
  const gone = [...owned.values()].filter(({ key }) => !wanted.has(key));
  for (const { system, key, service, spec } of [...wanted.values(), ...gone]) {
    const after = wanted.has(key) ? spec : null;
    const found = observed.get(key);
    if (satisfies(found?.spec ?? null, after)) continue;
    if (found && !found.ours) {
      if (after !== null) conflicts.push({ system, key, service, found: found.spec, wanted: after });
      continue;
    }
    changes.push({ system, key, service, before: found?.spec ?? null, after });
  }
  return { changes, conflicts };
}

function byKey<Spec>(resources: readonly Resource<Spec>[]): Map<string, Resource<Spec>> {
  const map = new Map<string, Resource<Spec>>();
  for (const resource of resources) {
    const other = map.get(resource.key);
    if (other && other.service !== resource.service) {
      throw new HlError('HL_SAME_KEY', `${resource.service} and ${other.service} both want ${resource.key} in ${resource.system}`, {
        kind: 'input',
        hint: 'Give one of them another name, host name or port.',
      });
    }
    map.set(resource.key, resource);
  }
  return map;
}
