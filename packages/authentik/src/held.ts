import type { Client } from './client.js';
import { providerName } from './desired.js';
import type { ApplicationRow, BindingRow, OidcRow, ProxyRow } from './rows.js';

export type Provider = { readonly kind: 'proxy'; readonly row: ProxyRow } | { readonly kind: 'oauth2'; readonly row: OidcRow };

/** All that Authentik holds for one slug, halves included. */
export interface Held {
  readonly slug: string;
  readonly application: ApplicationRow | null;
  /** Linked with the application; or an unassigned one that has our name for it, when there is no link, or one to another name. */
  readonly provider: Provider | null;
  /** The application is linked with a provider of another kind (SAML, LDAP, …). */
  readonly strange: boolean;
  /** Our name for the provider is used by one that belongs to another application. */
  readonly taken: Provider | null;
  readonly bindings: readonly BindingRow[];
}

/** How providers are found; a proxy provider may also be listed as an OAuth2 one, so proxies are always asked first. */
export interface Providers {
  byPk(pk: number): Promise<Provider | null>;
  byName(name: string): Promise<Provider | null>;
}

const asProxy = (row: ProxyRow | null | undefined): Provider | null => (row ? { kind: 'proxy', row } : null);
const asOidc = (row: OidcRow | null | undefined): Provider | null => (row ? { kind: 'oauth2', row } : null);

/** Asks for each provider. Names are compared here: filters are case-insensitive, or ignored. */
export const liveProviders = (api: Client): Providers => ({
  byPk: async (pk) => asProxy(await api.get<ProxyRow>(`providers/proxy/${pk}/`)) ?? asOidc(await oidcByPk(api, pk)),
  byName: async (name) => {
    const proxies = await api.list<ProxyRow>('providers/proxy/', { name__iexact: name, ordering: 'pk' });
    const others = async (): Promise<OidcRow[]> => (await api.listIfAllowed<OidcRow>('providers/oauth2/', { name, ordering: 'pk' })) ?? [];
    return asProxy(proxies.find((row) => row.name === name)) ?? asOidc((await others()).find((row) => row.name === name));
  },
});

/** Finds them in a list that was read a moment ago; OAuth2 providers are listed when first needed, if the token may. */
export function listedProviders(api: Client, proxies: readonly ProxyRow[]): Providers {
  let others: Promise<OidcRow[]> | null = null;
  const oidc = (): Promise<OidcRow[]> =>
    (others ??= api.listIfAllowed<OidcRow>('providers/oauth2/', { ordering: 'pk' }).then((rows) => rows ?? []));
  const live = liveProviders(api);
  return {
    byPk: async (pk) => asProxy(proxies.find((row) => row.pk === pk)) ?? live.byPk(pk),
    byName: async (name) => asProxy(proxies.find((row) => row.name === name)) ?? asOidc((await oidc()).find((row) => row.name === name)),
  };
}

/** By `list`, not by `get`: a token without rights on OAuth2 providers is told 403 for any of them. */
async function oidcByPk(api: Client, pk: number): Promise<OidcRow | null> {
  return ((await api.listIfAllowed<OidcRow>('providers/oauth2/', { ordering: 'pk' })) ?? []).find((row) => row.pk === pk) ?? null;
}

/** Applications are only ever asked for by slug: their list is cached by the server before filters are looked at. */
export async function hold(api: Client, slug: string, providers: Providers = liveProviders(api)): Promise<Held> {
  const application = await api.get<ApplicationRow>(`core/applications/${encodeURIComponent(slug)}/`);
  const linked = application?.provider ?? null;
  const found = await providerOf(slug, linked, providers);
  const owner = found?.row.assigned_application_slug ?? null;
  const taken = linked === null && owner !== null && owner !== slug ? found : null;
  return {
    slug,
    application,
    provider: taken === null ? found : null,
    strange: linked !== null && found === null,
    taken,
    bindings: application === null ? [] : await bindingsOf(api, application),
  };
}

/** The linked one, unless it is not ours by name and the one that is stands beside it: then somebody linked theirs instead. */
async function providerOf(slug: string, linked: number | null, providers: Providers): Promise<Provider | null> {
  const name = providerName(slug);
  const found = linked === null ? null : await providers.byPk(linked);
  if (found?.row.name === name) return found;
  const own = await providers.byName(name);
  if (linked === null) return own;
  return own !== null && (own.row.assigned_application_slug ?? null) === null ? own : found;
}

export const targetOf = ({ pk, pbm_uuid }: ApplicationRow): string => pbm_uuid ?? pk;

async function bindingsOf(api: Client, application: ApplicationRow): Promise<BindingRow[]> {
  const target = targetOf(application);
  return (await api.list<BindingRow>('policies/bindings/', { target, ordering: 'order' })).filter((row) => row.target === target);
}
