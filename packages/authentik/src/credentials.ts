import type { Provider } from './client/api-types.js';
import { client } from './client/client.js';
import { isMarked } from './observe/lookup.js';
import { readApplications, readOidc, readProxies, versionOf } from './observe/server-state.js';
import type { AuthentikOptions, Credentials } from './options.js';

/** What distinguishes the login of one application from that of others. */
export interface Protection {
  readonly clientId: string;
}

/**
 * What a redirect to the login of each application must name, by slug; one that is missing has no provider. A redirect with another
 * `client_id` is another application's: a standalone outpost with one application answers for every host.
 */
export async function protections(options: AuthentikOptions): Promise<ReadonlyMap<string, Protection>> {
  return new Map((await assigned(options)).flatMap(([slug, { client_id: clientId }]) => (clientId ? [[slug, { clientId }]] : [])));
}

/** Client id and secret of each application of method `oidc`, by slug. They are secrets: never log them. */
export async function credentials(options: AuthentikOptions): Promise<ReadonlyMap<string, Credentials>> {
  const oidc = (await assigned(options)).flatMap(([slug, provider]) => (provider.kind === 'oauth2' ? [[slug, provider] as const] : []));
  return new Map(oidc.map(([slug, row]) => [slug, { clientId: row.client_id ?? '', clientSecret: row.client_secret ?? '' }]));
}

/** E.g. `2026.5.0`; empty when it does not tell. @throws HlError as the integration's members do */
export const serverVersion = (options: AuthentikOptions): Promise<string> => versionOf(client(options));

/** Slugs of the applications with our mark, as far as the token may see them. */
export async function markedApplications(options: AuthentikOptions): Promise<string[]> {
  const applications = await readApplications(client(options), []);
  return [...applications.values()].filter(isMarked).map(({ slug }) => slug);
}

/** Providers with the slugs of their applications; all at once, since a server answers for one of them as slowly as for a page. */
async function assigned(options: AuthentikOptions): Promise<[string, Provider][]> {
  const api = client(options);
  const [proxies, oidc] = await Promise.all([readProxies(api), readOidc(api)]);
  const kinds = new Map([...oidc, ...proxies].map((provider) => [provider.pk, provider])); // a proxy is listed as both
  return [...kinds.values()].flatMap((one) => (one.assigned_application_slug == null ? [] : [[one.assigned_application_slug, one]]));
}
