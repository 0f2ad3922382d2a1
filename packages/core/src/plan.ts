import { satisfies } from './values/equal.js';
import { HlError } from './error.js';
import type { Change, Integration, Observed, Refusal, Resource } from './integration.js';
import { isOurs, recall, type Recall } from './memory.js';
import { wholeSite, type GivenSite } from './model/defaults.js';
import { pagesOf } from './model/pages.js';
import type { Service } from './model/service.gen.js';
import type { Site } from './model/site.js';

/** A name that a service wants, or had, and somebody else holds. */
export interface Conflict<Spec = unknown> {
  readonly system: string;
  readonly key: string;
  readonly service: string;
  readonly found: Spec;
  /** null: it shall go, and stays because it is not ours. */
  readonly wanted: Spec | null;
  /** Who holds it, when the system can tell. */
  readonly holder?: string;
  /** The way out, if it is another than `hl adopt`. */
  readonly hint?: string;
}

export interface Plan<Spec = unknown> {
  readonly changes: readonly Change<Spec>[];
  readonly conflicts: readonly Conflict<Spec>[];
  /** Somebody else's and in nobody's way: what already is as wanted, and what is left alone when its service goes. */
  readonly foreign: readonly Conflict<Spec>[];
  /** Of `changes`: those that would be refused for certain. */
  readonly refusals: readonly (Refusal & Pick<Change, 'system' | 'service'>)[];
}

export interface PlanInput {
  /** Definitions that may have left something behind; a service that is new is not in it. Default: none. */
  readonly before?: readonly Service[];
  /** Definitions as they shall be; a service that is removed is not in it. Default: none. */
  readonly after?: readonly Service[];
  /** What the integration has to know of it. Default: nothing. */
  readonly site?: GivenSite;
  /** What is remembered of our own doing. Default: nothing, so that only marks tell what is ours. */
  readonly memory?: Recall;
}

/**
 * What a service wants in one system, with all its pages: what a page wants, its service wants. What several pages share (one name, one
 * sign-in) is as the first of them has it.
 */
export function desiredOf<Spec>(integration: Integration<Spec>, service: Service, site: Site): Resource<Spec>[] {
  const wanted = new Map<string, Resource<Spec>>();
  for (const resource of pagesOf(service).flatMap((page) => integration.desired(page, site)))
    if (!wanted.has(resource.key))
      wanted.set(resource.key, resource.service === service.name ? resource : { ...resource, service: service.name });
  return [...wanted.values()];
}

/**
 * The changes between what is wanted and what the system really holds now: makes come before breaks.
 *
 * @throws HlError HL_SAME_KEY when two services want the same key; whatever `observe` throws
 */
export async function plan<Spec>(
  integration: Integration<Spec>,
  { before = [], after = [], site: given = {}, memory = recall([]) }: PlanInput,
): Promise<Plan<Spec>> {
  const site = wholeSite(given);
  const known = new Map<Service, Resource<Spec>[]>();
  /** A definition that stays what it is, is both: what it wants is worked out once. */
  const wants = (service: Service): Resource<Spec>[] => {
    const resources = known.get(service) ?? desiredOf(integration, service, site);
    known.set(service, resources);
    return resources;
  };
  const own = after.flatMap(wants);
  const wanted = byKey([...(own.length > 0 ? (integration.foundation?.(site) ?? []) : []), ...own]);
  const former = before.flatMap(wants);
  if (wanted.size === 0 && former.length === 0) return { changes: [], conflicts: [], foreign: [], refusals: [] };
  // What stays as it was is one object: it need not be looked at twice.
  const observed = await integration.observe([...former.filter((one) => wanted.get(one.key) !== one), ...wanted.values()]);
  const gone = new Map(former.filter(({ key }) => !wanted.has(key)).map((resource) => [resource.key, resource]));
  const found = diff(wanted, gone, observed, {
    ours: (key, held) => isOurs(integration, key, held, memory),
    open: (key) => memory.intent({ system: integration.system, key }) !== undefined,
  });
  const refused = found.changes.length === 0 ? [] : ((await integration.refusals?.(found.changes, observed)) ?? []);
  const byName = new Map(found.changes.map((change) => [change.key, change]));
  const refusals = refused.flatMap(({ key, error }) => {
    const change = byName.get(key);
    return change === undefined ? [] : [{ system: change.system, key, service: change.service, error }];
  });
  return { ...found, refusals };
}

interface Knowledge<Spec> {
  ours(key: string, found: Observed<Spec>): boolean;
  /** A killed run began something here, and nobody knows how it ended. */
  open(key: string): boolean;
}

/** Pure heart of `plan`. */
export function diff<Spec>(
  wanted: ReadonlyMap<string, Resource<Spec>>,
  gone: ReadonlyMap<string, Resource<Spec>>,
  observed: ReadonlyMap<string, Observed<Spec>>,
  { ours, open }: Knowledge<Spec>,
): Omit<Plan<Spec>, 'refusals'> {
  const changes: Change<Spec>[] = [];
  const conflicts: Conflict<Spec>[] = [];
  const foreign: Conflict<Spec>[] = [];
  for (const { system, key, service, spec } of [...wanted.values(), ...gone.values()]) {
    const after = wanted.has(key) ? spec : null;
    const found = observed.get(key);
    const done = satisfies(found?.spec ?? null, after);
    if (found && !ours(key, found)) {
      const { holder, hint } = found;
      const held = { system, key, service, found: found.spec, wanted: after, ...(holder ? { holder } : {}), ...(hint ? { hint } : {}) };
      (done || after === null ? foreign : conflicts).push(held);
    } else if (!done || open(key)) {
      // What is open is planned though it is true already: apply finds it so, and it is written down.
      changes.push({ system, key, service, before: found?.spec ?? null, after });
    }
  }
  return { changes, conflicts, foreign };
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
