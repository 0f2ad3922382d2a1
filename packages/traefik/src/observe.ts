import { setTimeout as sleep } from 'node:timers/promises';
import { equal } from '@hl/core';
import type { Json, Observed, Resource } from '@hl/core';
import { readFiles } from './directory.js';
import { using } from './document.js';
import { findFaults, stopped } from './faults.js';
import { holderElsewhere, holderOf, holderOfHost } from './holder.js';
import type { Found } from './layout.js';
import { judge } from './live.js';
import { knowsLimit, lacksLimit, withLimit } from './response-limit.js';
import { rivals } from './rivals.js';
import { routersOfOthers } from './routers.js';
import type { Snapshot } from './snapshot.js';
import { configOf, namesOf } from './spec.js';
import type { RouteConfig, RouteSpec, Section } from './spec.js';
import type { World } from './world.js';

const nothing: RouteConfig = { http: null, tcp: null, udp: null, tls: null };

/** One listing of the directory and one answer of the API, for all keys together. */
export async function observe(world: World, resources: readonly Resource<RouteSpec>[]): Promise<Map<string, Observed<RouteSpec>>> {
  const { remote, directory, layout, api } = world;
  const specs = new Map<string, RouteSpec[]>();
  for (const { key, spec } of resources) specs.set(key, [...(specs.get(key) ?? []), spec]);
  const files = await readFiles(remote, directory);
  const found = layout.find(files, [...specs.keys()]);
  const result = new Map<string, Observed<RouteSpec>>();
  let snapshot = (await api?.snapshot()) ?? null;
  let faults: Awaited<ReturnType<typeof findFaults>> | null = null;
  let known: boolean | null = null;
  for (const [key, held] of found) {
    const { ours, config } = held;
    const state = config === null ? { live: false } : stateOf(config, snapshot);
    if (state.problem === notLoaded) {
      faults ??= await findFaults(world, files, snapshot);
      if (faults.length > 0) state.problem = stopped(faults);
    }
    const lacking = ours && config !== null && lacksLimit(config);
    if (lacking) known ??= await knowsLimit(api);
    const spec = { ...(lacking && known === false ? withLimit(config) : (config ?? nothing)), ...state };
    if (ours) result.set(key, { spec, ours });
    else result.set(key, { spec: { ...spec, unmarked: true }, ours, ...holderOf(held, layout.fileOf(key), directory, isWhole(key, held)) });
  }

  const absent = [...specs].filter(([key]) => !found.has(key));
  /** What stands in the way of a name that no file has; `fading`: Traefik serves it from nowhere, and may be about to forget it. */
  const inTheWay = (): { key: string; fading: boolean; taken: Observed<RouteSpec> }[] => {
    const others = routersOfOthers(layout, files, snapshot);
    return absent.flatMap(([key, wanted]) => {
      const config = snapshot && served(key, snapshot);
      if (config)
        return [
          {
            key,
            fading: true,
            taken: { spec: { ...config, live: true, unmarked: true }, ours: false, ...holderElsewhere(key, directory) },
          },
        ];
      const [rival] = wanted.flatMap((spec) => rivals(key, spec, others));
      if (rival === undefined) return [];
      const { section, name, fields } = rival;
      const spec = {
        ...nothing,
        [section]: { routers: { [name.replace(/@[^@]*$/, '')]: fields } },
        live: true,
        unmarked: true,
      } as unknown as RouteSpec;
      return [
        { key, fading: rival.file === null && name.endsWith('@file'), taken: { spec, ours: false, ...holderOfHost(rival, directory) } },
      ];
    });
  };
  // Traefik takes up to two seconds to forget a file that is gone: what it still serves then is somebody else's
  const patience = Date.now() + Math.min(world.deadlineMs, 2500);
  let taken = absent.length > 0 ? inTheWay() : [];
  while (api && taken.some(({ fading }) => fading) && Date.now() < patience) {
    await sleep(world.pollMs);
    snapshot = await api.snapshot();
    taken = inTheWay();
  }
  for (const { key, taken: one } of taken) result.set(key, one);
  return result;
}

const notLoaded = 'Traefik has not loaded it';

function stateOf(config: RouteConfig, snapshot: Snapshot | null): { live: boolean; problem?: string } {
  if (snapshot === null) return { live: true };
  const { state, notes } = judge(config, snapshot, null);
  if (state === 'live') return { live: true };
  return { live: false, problem: state === 'disabled' ? notes.join('; ') : notLoaded };
}

/** The service's names are all that its file defines. */
export const isWhole = (key: string, { config }: Found): boolean => config === null || equal(using(key, config), configOf(config));

/** What the API serves from the file provider under a service's names, though no file that we see defines it. */
function served(key: string, snapshot: Snapshot): RouteConfig | null {
  const sections: { [section: string]: { [kind: string]: { [name: string]: { [field: string]: Json } } } } = {};
  const names = namesOf(key);
  for (const section of ['http', 'tcp', 'udp'] as const) {
    for (const kind of ['routers', 'services'] as const) {
      for (const name of Object.values(names[kind])) {
        const shown = snapshot.names(section, kind).get(`${name}@file`);
        if (shown) ((sections[section] ??= {})[kind] ??= {})[name] = shown as { [field: string]: Json };
      }
    }
  }
  const { http = null, tcp = null, udp = null } = sections as { [section: string]: Section };
  return http || tcp || udp ? { http, tcp, udp, tls: null } : null;
}
