import type { Client } from './client.js';
import type { FlowRow, NamedRow, OutpostRow, ProxyRow } from './rows.js';
import { features } from './version.js';
import type { Features } from './version.js';

/** What is shared by all services, read once at the start of an observation or a batch. */
export interface Survey {
  readonly version: string;
  readonly features: Features;
  readonly flows: readonly FlowRow[];
  /** All kinds of outposts that the token may see. */
  readonly outposts: readonly OutpostRow[];
  readonly proxies: readonly ProxyRow[];
}

export async function survey(api: Client): Promise<Survey> {
  const version = String((await api.get<{ version_current?: unknown }>('admin/version/'))?.version_current ?? '');
  const [flows, outposts, proxies] = await Promise.all([
    api.list<FlowRow>('flows/instances/', { ordering: 'slug' }),
    api.list<OutpostRow>('outposts/instances/', { ordering: 'pk' }),
    api.list<ProxyRow>('providers/proxy/', { ordering: 'pk' }),
  ]);
  return { version, features: features(version), flows, outposts, proxies };
}

/** The group of exactly this name, or null. Filters are not trusted. */
export async function group(api: Client, name: string): Promise<NamedRow | null> {
  const found = await api.list<NamedRow>('core/groups/', { name, include_users: 'false' });
  return found.find((row) => row.name === name) ?? null;
}
