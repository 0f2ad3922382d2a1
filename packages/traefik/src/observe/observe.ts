import { equal, type Observed, type Resource } from '@hl/core';
import type { Access } from '../access.js';
import { knowsLimit, withLimit } from '../desired/forward-auth.js';
import { onlyConfig, type RouteConfig, type RouteSpec } from '../desired/spec.js';
import { judge } from './compare.js';
import { stoppedBy } from './faults.js';
import { holderOf, inTheWay } from './holder.js';
import { faultsIn, stateOf, type State } from './state.js';

/** For all keys together. */
export async function observe(access: Access, resources: readonly Resource<RouteSpec>[]): Promise<Map<string, Observed<RouteSpec>>> {
  const { directory, layout, api } = access;
  const specs = new Map<string, RouteSpec[]>();
  for (const { key, spec } of resources) specs.set(key, [...(specs.get(key) ?? []), spec]);
  const state = await stateOf(access);
  const { inventory, snapshot } = state;
  const found = [...specs.keys()].flatMap((key) => {
    const held = inventory.find(key);
    return held === null ? [] : [{ key, held, config: held.config ?? onlyConfig({}) }];
  });
  // what was written for an older Traefik is as wanted, as long as it is that old
  const lacksLimit = found.some(({ held, config }) => held.ours && !equal(withLimit(config), config));
  const old = lacksLimit && !(await knowsLimit(api));
  const health = new Map(found.map(({ key, held, config }) => [key, held.config === null ? { live: false } : healthOf(config, state)]));
  const unloaded = [...health.values()].some(({ problem }) => problem === notLoaded);
  const faults = unloaded ? await faultsIn(access, inventory.files, snapshot) : [];
  const result = new Map<string, Observed<RouteSpec>>();
  for (const { key, held, config } of found) {
    const { live = false, problem } = health.get(key) ?? {};
    const why = problem === notLoaded && faults.length > 0 ? stoppedBy(faults) : problem;
    const spec = { ...(held.ours && old ? withLimit(config) : config), live, ...(why === undefined ? {} : { problem: why }) };
    if (held.ours) result.set(key, { spec, ours: true });
    else result.set(key, { spec: { ...spec, unmarked: true }, ours: false, ...holderOf(held, layout.fileOf(key), directory) });
  }
  const absent = new Map([...specs].filter(([key]) => !result.has(key)));
  for (const [key, one] of await obstacles(access, state, absent)) result.set(key, one);
  return result;
}

/** What stands in the way of names that no file has. Traefik takes up to two seconds to forget a file that is gone. */
async function obstacles(access: Access, first: State, wanted: ReadonlyMap<string, RouteSpec[]>): Promise<[string, Observed<RouteSpec>][]> {
  const { api, clock, pollMs, deadlineMs } = access;
  const patience = clock.now() + Math.min(deadlineMs, 2500);
  for (let state = first; ; state = await stateOf(access, state.inventory)) {
    const found = [...wanted].flatMap(([key, specs]) => {
      const one = inTheWay(key, specs, state);
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

const notLoaded = 'Traefik has not loaded it';

function healthOf(config: RouteConfig, { snapshot }: State): { live: boolean; problem?: string } {
  if (snapshot === null) return { live: true };
  const { state, notes } = judge(config, snapshot, null);
  return state === 'live' ? { live: true } : { live: false, problem: state === 'disabled' ? notes.join('; ') : notLoaded };
}
