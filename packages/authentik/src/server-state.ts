import type { ApplicationRow, BindingRow, FlowRow, NamedRow, OidcRow, OutpostRow, ProxyRow } from './api-types.js';
import type { Client } from './client.js';
import { publisher } from './desired.js';
import { untilSettled } from './retry.js';
import type { SsoSpec } from './spec.js';
import { features } from './version.js';
import type { Features } from './version.js';

/** All that was read for one observation or one batch; pages of lists, so that its cost does not grow with every service. */
export interface ServerState {
  readonly version: string;
  readonly features: Features;
  readonly flows: readonly FlowRow[];
  /** All kinds of outposts that the token may see. */
  readonly outposts: readonly OutpostRow[];
  readonly proxies: readonly ProxyRow[];
  /** Read when one is wanted, an application has none of the above, or there is no application yet; else empty. */
  readonly oidc: readonly OidcRow[];
  /** By slug; those that were asked for, perhaps more. */
  readonly applications: ReadonlyMap<string, ApplicationRow>;
  readonly bindings: readonly BindingRow[];
  /** Names of groups by pk, for servers that do not tell them with the binding. */
  readonly groupNames: ReadonlyMap<string, string>;
}

export interface Wanted {
  readonly key: string;
  readonly spec: SsoSpec | null;
}

/** Up to so many applications are asked for one by one: lists tell of everybody's. */
const few = 4;

/** Applications asked for at once. */
const atOnce = 8;

export const targetOf = ({ pk, pbm_uuid }: ApplicationRow): string => pbm_uuid ?? pk;

export function readState(api: Client, wanted: readonly Wanted[]): Promise<ServerState> {
  const slugs = [...new Set(wanted.map(({ key }) => key))];
  return untilSettled(api, async () => {
    const version = String((await api.get<{ version_current?: unknown }>('admin/version/'))?.version_current ?? '');
    const [flows, outposts, proxies, applications] = await Promise.all([
      api.list<FlowRow>('flows/instances/', { ordering: 'slug' }),
      api.list<OutpostRow>('outposts/instances/', { ordering: 'pk' }),
      api.list<ProxyRow>('providers/proxy/', { ordering: 'pk' }),
      readApplications(api, slugs),
    ]);
    const isProxy = (pk: number | null): boolean => pk === null || proxies.some((row) => row.pk === pk);
    const known = slugs.every((slug) => isProxy(applications.get(slug)?.provider ?? null) && applications.has(slug));
    const wantsOidc = !known || wanted.some(({ spec }) => spec?.provider?.kind === 'oauth2');
    const [oidc, bindings] = await Promise.all([
      wantsOidc ? api.listIfAllowed<OidcRow>('providers/oauth2/', { ordering: 'pk' }) : null,
      readBindings(
        api,
        slugs.flatMap((slug) => applications.get(slug) ?? []),
      ),
    ]);
    const nameless = bindings.some(({ group, group_obj }) => group !== null && !group_obj);
    const groups = nameless ? await listGroups(api) : [];
    const groupNames = new Map(groups.map(({ pk, name }) => [pk, name]));
    return { version, features: features(version), flows, outposts, proxies, oidc: oidc ?? [], applications, bindings, groupNames };
  });
}

export const listGroups = (api: Client): Promise<NamedRow[]> =>
  api.list<NamedRow>('core/groups/', { include_users: 'false', ordering: 'name' });

/** Whether the token's user is a superuser: it may do everything, and sees all in lists. */
export async function isSuperuser(api: Client): Promise<boolean> {
  const me = await api.get<{ user?: { is_superuser?: unknown } }>('core/users/me/');
  return me?.user?.is_superuser === true;
}

/**
 * The server caches its list of applications before it looks at filters, and shows what the token's user may enter. Only a superuser can
 * have all of it, uncached; a search is not cached either, but what it does not show has to be asked for by slug.
 */
async function readApplications(api: Client, slugs: readonly string[]): Promise<Map<string, ApplicationRow>> {
  const found = new Map<string, ApplicationRow>();
  let rest = slugs;
  if (slugs.length > few) {
    const full = await isSuperuser(api);
    const query = full ? { superuser_full_list: 'true' } : { search: publisher };
    for (const row of await api.list<ApplicationRow>('core/applications/', { ...query, ordering: 'slug' })) found.set(row.slug, row);
    rest = full ? [] : slugs.filter((slug) => !found.has(slug));
  }
  for (let start = 0; start < rest.length; start += atOnce) {
    const some = rest.slice(start, start + atOnce).map((slug) => api.get<ApplicationRow>(`core/applications/${encodeURIComponent(slug)}/`));
    for (const row of await Promise.all(some)) if (row) found.set(row.slug, row);
  }
  return found;
}

/** In the order of something unique: else rows may come twice, or not at all, from one page to the next. */
async function readBindings(api: Client, applications: readonly ApplicationRow[]): Promise<BindingRow[]> {
  if (applications.length > few) return api.list<BindingRow>('policies/bindings/', { ordering: 'pk' });
  const lists = applications.map((row) => api.list<BindingRow>('policies/bindings/', { target: targetOf(row), ordering: 'pk' }));
  return (await Promise.all(lists)).flat();
}
