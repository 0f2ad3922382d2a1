import type { ApplicationRow, BindingRow, FlowRow, OidcRow, OutpostRow, Provider, ProxyRow } from '../client/api-types.js';
import type { Client } from '../client/client.js';
import { features, type Features } from '../client/version.js';
import { publisher } from '../desired/names.js';
import type { SsoSpec } from '../desired/spec.js';

/** All that is read for one observation or one batch; pages of lists, so that its cost does not grow with every service. */
export interface ServerState {
  readonly version: string;
  readonly features: Features;
  /** Whether the token's user is a superuser: it may do everything, and sees all in lists. */
  readonly isSuperuser: boolean;
  readonly flows: readonly FlowRow[];
  /** All kinds of outposts that the token may see. */
  readonly outposts: readonly OutpostRow[];
  /** Proxies, then those of OpenID Connect: these are read only when one may matter. */
  readonly providers: readonly Provider[];
  /** By slug; those that were asked for, perhaps more. */
  readonly applications: ReadonlyMap<string, ApplicationRow>;
  readonly bindings: readonly BindingRow[];
}

/** Three round trips, however many services: who is asked, then the first page of each list, then the others. */
export async function readState(
  api: Client,
  wanted: readonly { readonly key: string; readonly spec: SsoSpec | null }[],
): Promise<ServerState> {
  const [version, isFull] = await Promise.all([versionOf(api), isSuperuser(api)]);
  const oidcOf = (isNeeded: boolean): Promise<Provider[]> | null => (isNeeded ? readOidc(api) : null);
  // in the order of something unique: else rows may come twice, or not at all, from one page to the next
  const [flows, outposts, proxies, bindings, applications, wantedOidc] = await Promise.all([
    api.list<FlowRow>('flows/instances/', { ordering: 'slug' }),
    readOutposts(api),
    readProxies(api),
    api.list<BindingRow>('policies/bindings/', { ordering: 'pk' }),
    readApplications(api, [...new Set(wanted.map(({ key }) => key))], isFull),
    oidcOf(wanted.some(({ spec }) => spec?.provider?.kind === 'oauth2')),
  ]);
  const mayNeedOidc = wanted.some(({ key }) => {
    const provider = applications.get(key)?.provider;
    return provider !== null && !proxies.some(({ pk }) => pk === provider);
  });
  const oidc = wantedOidc ?? (await oidcOf(mayNeedOidc)) ?? [];
  const providers = [...proxies, ...oidc];
  return { version, features: features(version), isSuperuser: isFull, flows, outposts, providers, applications, bindings };
}

export const readOutposts = (api: Client): Promise<OutpostRow[]> => api.list('outposts/instances/', { ordering: 'pk' });

export const readProxies = async (api: Client): Promise<Provider[]> =>
  (await api.list<ProxyRow>('providers/proxy/', { ordering: 'pk' })).map((row) => ({ ...row, kind: 'proxy' }));

/** Those of OpenID Connect, as far as the token may see them. A proxy provider is listed here, too: it comes after `readProxies`, where the first with a pk counts. */
export const readOidc = async (api: Client): Promise<Provider[]> =>
  ((await api.listIfAllowed<OidcRow>('providers/oauth2/', { ordering: 'pk' })) ?? []).map((row) => ({ ...row, kind: 'oauth2' }));

export const versionOf = async (api: Client): Promise<string> =>
  String((await api.get<{ version_current?: unknown }>('admin/version/'))?.version_current ?? '');

async function isSuperuser(api: Client): Promise<boolean> {
  const me = await api.get<{ user?: { is_superuser?: unknown } }>('core/users/me/');
  return me?.user?.is_superuser === true;
}

export const applicationPath = (slug: string): string => `core/applications/${encodeURIComponent(slug)}/`;

/**
 * The server caches its list of applications before it looks at filters, and shows what the token's user may enter. Only a superuser can
 * have all of it, uncached; a search is not cached either, but what it does not show has to be asked for by slug.
 */
export async function readApplications(
  api: Client,
  slugs: readonly string[],
  superuser: boolean | Promise<boolean> = isSuperuser(api),
): Promise<Map<string, ApplicationRow>> {
  const isFull = await superuser;
  const query = isFull ? { superuser_full_list: 'true' } : { search: publisher };
  const listed = await api.list<ApplicationRow>('core/applications/', { ...query, ordering: 'slug' });
  const found = new Map(listed.map((row) => [row.slug, row]));
  const missing = isFull ? [] : slugs.filter((slug) => !found.has(slug));
  const rows = await Promise.all(missing.map((slug) => api.get<ApplicationRow>(applicationPath(slug))));
  for (const row of rows) if (row) found.set(row.slug, row);
  return found;
}
