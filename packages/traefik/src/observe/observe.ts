import { equal } from '@hl/core';
import type { Observed, Resource } from '@hl/core';
import type { Access } from '../access.js';
import type { Inventory } from '../client/layout/inventory.js';
import { readFiles } from '../client/read-files.js';
import type { Files } from '../client/read-files.js';
import type { Snapshot } from '../client/snapshot.js';
import { knowsLimit, withLimit } from '../desired/forward-auth.js';
import { onlyConfig } from '../desired/spec.js';
import type { Definition, RouteConfig, RouteSpec } from '../desired/spec.js';
import { judge } from './compare.js';
import { findFaults, stopped } from './faults.js';
import type { FileFault } from './faults.js';
import { holderOf, inTheWay } from './holder.js';
import { routersOfOthers } from './routers.js';

/** One listing of the directory and one answer of the API, for all keys together. */
export async function observe(access: Access, resources: readonly Resource<RouteSpec>[]): Promise<Map<string, Observed<RouteSpec>>> {
  const { remote, directory, layout, api } = access;
  const specs = new Map<string, RouteSpec[]>();
  for (const { key, spec } of resources) specs.set(key, [...(specs.get(key) ?? []), spec]);
  const files = await readFiles(remote, directory);
  const inventory = layout.inventory(files);
  const snapshot = (await api?.snapshot()) ?? null;
  const found = new Map([...specs.keys()].map((key) => [key, inventory.find(key)]));
  // what was written for an older Traefik is as wanted, as long as it is that old
  const lacksLimit = [...found.values()].some((one) => one?.ours && one.config && !equal(withLimit(one.config), one.config));
  const old = lacksLimit && !knowsLimit((await api?.version().catch(() => null)) ?? null);
  const result = new Map<string, Observed<RouteSpec>>();
  let stops: string | null = null;
  for (const [key, held] of found) {
    if (held === null) continue;
    const config = held.config ?? onlyConfig({});
    const state = held.config === null ? { live: false } : stateOf(config, snapshot);
    if (state.problem === notLoaded) {
      const faults: readonly FileFault[] = stops === null ? await findFaults(strangersIn(access, files, snapshot), api) : [];
      stops ??= faults.length > 0 ? stopped(faults) : notLoaded;
      state.problem = stops;
    }
    const spec = { ...(held.ours && old ? withLimit(config) : config), ...state };
    const { ours } = held;
    result.set(key, ours ? { spec, ours } : { spec: { ...spec, unmarked: true }, ours, ...holderOf(held, layout.fileOf(key), directory) });
  }
  const absent = new Map([...specs].filter(([key]) => !found.get(key)));
  for (const [key, one] of await obstacles(access, inventory, snapshot, absent)) result.set(key, one);
  return result;
}

/** What stands in the way of names that no file has. Traefik takes up to two seconds to forget a file that is gone. */
async function obstacles(
  { api, directory, clock, pollMs, deadlineMs }: Access,
  inventory: Inventory,
  first: Snapshot | null,
  wanted: ReadonlyMap<string, readonly RouteSpec[]>,
): Promise<[string, Observed<RouteSpec>][]> {
  const patience = clock.now() + Math.min(deadlineMs, 2500);
  for (let snapshot = first; ; snapshot = (await api?.snapshot()) ?? null) {
    const others = wanted.size > 0 ? routersOfOthers(inventory, snapshot) : [];
    const found = [...wanted].flatMap(([key, specs]) => {
      const one = inTheWay(key, specs, directory, { snapshot, others });
      return one === null ? [] : [{ key, ...one }];
    });
    if (api === null || !found.some(({ fading }) => fading) || clock.now() >= patience)
      return found.map(({ key, config, fading: _, ...holder }) => [
        key,
        { spec: { ...config, live: true, unmarked: true }, ours: false, ...holder },
      ]);
    await clock.sleep(pollMs);
  }
}

/** The files that others write, too, and Traefik reads. */
export function strangersIn({ layout }: Access, files: Files, snapshot: Snapshot | null): Files {
  const isServed = ({ section, kind, name }: Definition): boolean =>
    /^(routers|services)$/.test(kind) && snapshot?.names(section, kind).has(`${name}@file`) === true;
  return layout.strangers(files, isServed);
}

const notLoaded = 'Traefik has not loaded it';

function stateOf(config: RouteConfig, snapshot: Snapshot | null): { live: boolean; problem?: string } {
  if (snapshot === null) return { live: true };
  const { state, notes } = judge(config, snapshot, null);
  if (state === 'live') return { live: true };
  return { live: false, problem: state === 'disabled' ? notes.join('; ') : notLoaded };
}
