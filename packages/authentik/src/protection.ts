import type { ApplicationRow, OidcRow, OutpostRow, ProxyRow } from './api-types.js';
import { embeddedMark } from './api-types.js';
import { client } from './client.js';
import type { Client } from './client.js';
import type { Provider } from './lookup.js';
import type { AuthentikOptions, Credentials } from './options.js';

/** What a redirect to the login of one application looks like. */
export interface Protection {
  readonly clientId: string;
  /** `https://auth.example.org/application/o/authorize/`, as browsers are sent to it. */
  readonly authorizeUrl: string;
}

/**
 * What a browser without login must be redirected to at the application `slug`; null when it has no provider.
 * A redirect with another `client_id` is another application's: a standalone outpost with one application answers for every host.
 */
export async function protection(options: AuthentikOptions, slug: string): Promise<Protection | null> {
  const api = client(options);
  const provider = await providerOf(api, slug);
  if (!provider?.row.client_id) return null;
  const outposts = provider.kind === 'proxy' ? await api.list<OutpostRow>('outposts/instances/') : [];
  const serving = outposts.find(({ providers }) => providers.includes(provider.row.pk));
  const base = (serving && hostOf(serving)) || options.browserUrl || api.where;
  return { clientId: provider.row.client_id, authorizeUrl: `${base.replace(/\/+$/, '')}/application/o/authorize/` };
}

/** The embedded outpost ignores `authentik_host_browser`. */
const hostOf = ({ managed, config }: OutpostRow): string | undefined =>
  managed === embeddedMark ? config?.authentik_host : config?.authentik_host_browser || config?.authentik_host;

/** Client id and secret of an application of method `oidc`; null when it has no such provider. They are secrets: never log them. */
export async function credentials(options: AuthentikOptions, slug: string): Promise<Credentials | null> {
  const provider = await providerOf(client(options), slug);
  if (provider?.kind !== 'oauth2') return null;
  return { clientId: provider.row.client_id ?? '', clientSecret: provider.row.client_secret ?? '' };
}

async function providerOf(api: Client, slug: string): Promise<Provider | null> {
  const application = await api.get<ApplicationRow>(`core/applications/${encodeURIComponent(slug)}/`);
  if (application?.provider == null) return null;
  const { provider: pk } = application;
  const proxy = await api.get<ProxyRow>(`providers/proxy/${pk}/`);
  if (proxy) return { kind: 'proxy', row: proxy };
  // by list, not by get: a token without rights on OAuth2 providers is told 403 for any of them
  const oidc = (await api.listIfAllowed<OidcRow>('providers/oauth2/', { ordering: 'pk' }))?.find((row) => row.pk === pk);
  return oidc ? { kind: 'oauth2', row: oidc } : null;
}
