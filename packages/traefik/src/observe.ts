import { setTimeout as sleep } from 'node:timers/promises';
import type { Json, Observed } from '@hl/core';
import type { Api } from './client.js';
import type { Snapshot } from './snapshot.js';
import { readFiles } from './directory.js';
import type { Remote } from '@hl/core';
import { judge } from './live.js';
import type { Layout } from './layout.js';
import { namesOf } from './spec.js';
import type { RouteConfig, RouteSpec, Section } from './spec.js';

/** All that reading and writing need. */
export interface World {
  readonly remote: Remote;
  readonly directory: string;
  readonly layout: Layout;
  /** `null`: files only. */
  readonly api: Api | null;
  /** Milliseconds. */
  readonly pollMs: number;
  readonly deadlineMs: number;
}

const nothing: RouteConfig = { http: null, tcp: null, udp: null, tls: null };

/** One listing of the directory and one answer of the API, for all keys together. */
export async function observe(
  { remote, directory, layout, api, pollMs, deadlineMs }: World,
  keys: readonly string[],
): Promise<Map<string, Observed<RouteSpec>>> {
  const found = layout.find(await readFiles(remote, directory), keys);
  const result = new Map<string, Observed<RouteSpec>>();
  let snapshot = await api?.snapshot();
  for (const [key, { ours, config }] of found) {
    const live = config !== null && (snapshot === undefined || judge(config, snapshot, null).state === 'live');
    result.set(key, { spec: { ...(config ?? nothing), live }, ours });
  }
  const absent = keys.filter((key) => !found.has(key));
  // Traefik takes up to two seconds to forget a file that is gone: what it still serves then is somebody else's
  const patience = Date.now() + Math.min(deadlineMs, 2500);
  while (api && snapshot && absent.some((key) => served(key, snapshot as Snapshot)) && Date.now() < patience) {
    await sleep(pollMs);
    snapshot = await api.snapshot();
  }
  for (const key of absent) {
    const config = snapshot && served(key, snapshot);
    if (config) result.set(key, { spec: { ...config, live: true }, ours: false });
  }
  return result;
}

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
