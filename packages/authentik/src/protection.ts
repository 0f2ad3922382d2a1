import type { ApplicationRow, OidcRow, ProxyRow } from './api-types.js';
import { client } from './client.js';
import type { Client } from './client.js';
import type { Provider } from './lookup.js';
import type { AuthentikOptions, Credentials } from './options.js';

/** How the login of one application is told from that of others. */
export interface Protection {
  readonly clientId: string;
}

/**
 * What a redirect to the login of the application `slug` must name; null when it has no provider. A redirect with another `client_id`
 * is another application's: a standalone outpost with one application answers for every host.
 */
export async function protection(options: AuthentikOptions, slug: string): Promise<Protection | null> {
  const clientId = (await providerOf(client(options), slug))?.row.client_id;
  return clientId ? { clientId } : null;
}

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
