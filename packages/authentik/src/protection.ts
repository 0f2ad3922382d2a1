import { client } from './client.js';
import type { Client } from './client.js';
import { liveProviders } from './held.js';
import type { Provider } from './held.js';
import type { AuthentikOptions, Credentials } from './options.js';
import type { ApplicationRow, OutpostRow } from './rows.js';

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
  const config = outposts.find(({ providers }) => providers.includes(provider.row.pk))?.config;
  const base = config?.authentik_host_browser || config?.authentik_host || api.where;
  return { clientId: provider.row.client_id, authorizeUrl: `${base.replace(/\/+$/, '')}/application/o/authorize/` };
}

/** Client id and secret of an application of method `oidc`; null when it has no such provider. They are secrets: never log them. */
export async function credentials(options: AuthentikOptions, slug: string): Promise<Credentials | null> {
  const provider = await providerOf(client(options), slug);
  if (provider?.kind !== 'oauth2') return null;
  return { clientId: provider.row.client_id ?? '', clientSecret: provider.row.client_secret ?? '' };
}

async function providerOf(api: Client, slug: string): Promise<Provider | null> {
  const application = await api.get<ApplicationRow>(`core/applications/${encodeURIComponent(slug)}/`);
  return application?.provider == null ? null : liveProviders(api).byPk(application.provider);
}
