import type { ApplicationRow, OidcRow, Provider, ProxyRow } from './client/api-types.js';
import { client } from './client/client.js';
import { isMarked } from './observe/lookup.js';
import { applicationPath, readState, versionOf } from './observe/server-state.js';
import type { AuthentikOptions, Credentials } from './options.js';

/** What distinguishes the login of one application from that of others. */
export interface Protection {
  readonly clientId: string;
}

/**
 * What a redirect to the login of the application `slug` must name; null when it has no provider. A redirect with another `client_id`
 * is another application's: a standalone outpost with one application answers for every host.
 */
export async function protection(options: AuthentikOptions, slug: string): Promise<Protection | null> {
  const clientId = (await providerOf(options, slug))?.client_id;
  return clientId ? { clientId } : null;
}

/** Client id and secret of an application of method `oidc`; null when it has no such provider. They are secrets: never log them. */
export async function credentials(options: AuthentikOptions, slug: string): Promise<Credentials | null> {
  const provider = await providerOf(options, slug);
  if (provider?.kind !== 'oauth2') return null;
  return { clientId: provider.client_id ?? '', clientSecret: provider.client_secret ?? '' };
}

/** E.g. `2026.5.0`; empty when it does not tell. @throws HlError as the integration's members do */
export const serverVersion = (options: AuthentikOptions): Promise<string> => versionOf(client(options));

/** Slugs of the applications with our mark, as far as the token may see them. */
export async function markedApplications(options: AuthentikOptions): Promise<string[]> {
  const { applications } = await readState(client(options), []);
  return [...applications.values()].filter(isMarked).map(({ slug }) => slug);
}

async function providerOf(options: AuthentikOptions, slug: string): Promise<Provider | null> {
  const api = client(options);
  const pk = (await api.get<ApplicationRow>(applicationPath(slug)))?.provider ?? null;
  if (pk === null) return null;
  const proxy = await api.get<ProxyRow>(`providers/proxy/${pk}/`);
  if (proxy) return { ...proxy, kind: 'proxy' };
  // by list, not by get: a token without rights on OAuth2 providers gets a 403 for any of them
  const oidc = (await api.listIfAllowed<OidcRow>('providers/oauth2/', { ordering: 'pk' }))?.find((row) => row.pk === pk);
  return oidc ? { ...oidc, kind: 'oauth2' } : null;
}
