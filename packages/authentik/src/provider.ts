import { equal } from '@hl/core';
import type { Batch } from './batch.js';
import { oidcCreation, providerBody } from './bodies.js';
import type { OidcExtras } from './bodies.js';
import type { Client } from './client.js';
import type { Provider } from './held.js';
import { providerSpec } from './observed.js';
import type { NamedRow, OidcRow, ProxyRow } from './rows.js';
import type { OidcSpec, ProxySpec } from './spec.js';

/** Makes a provider, or changes what differs in the one that is there. */
export async function ensureProvider(batch: Batch, found: Provider | null, spec: ProxySpec | OidcSpec): Promise<Provider> {
  const { api, world } = batch;
  if (found && equal(providerSpec(found, world), spec)) return found;
  const [method, path] = found ? (['PATCH', pathOf(found)] as const) : (['POST', `providers/${spec.kind}/`] as const);
  const body = found ? providerBody(spec, world) : await creationBody(batch, spec);
  if (spec.kind === 'proxy') return { kind: 'proxy', row: await api.send<ProxyRow>(method, path, body) };
  return { kind: 'oauth2', row: await api.send<OidcRow>(method, path, body) };
}

export const deleteProvider = (api: Client, provider: Provider): Promise<void> => api.remove(pathOf(provider));

const pathOf = ({ kind, row }: Provider): string => `providers/${kind}/${row.pk}/`;

export async function creationBody({ api, world }: Batch, spec: ProxySpec | OidcSpec): Promise<Record<string, unknown>> {
  const body = providerBody(spec, world);
  return spec.kind === 'proxy' ? body : { ...body, ...oidcCreation(await oidcExtras(api), world) };
}

/** Scopes and signing key as Authentik's own wizard chooses them. The path of scopes changed in 2024.8. */
async function oidcExtras(api: Client): Promise<OidcExtras> {
  const mappings =
    (await api.listIfAllowed<NamedRow>('propertymappings/provider/scope/')) ??
    (await api.listIfAllowed<NamedRow>('propertymappings/scope/')) ??
    [];
  const keys = (await api.listIfAllowed<NamedRow>('crypto/certificatekeypairs/', { has_key: 'true' })) ?? [];
  const managed = ['openid', 'email', 'profile', 'offline_access'].map((scope) => `goauthentik.io/providers/oauth2/scope-${scope}`);
  return {
    scopes: mappings.filter((row) => managed.includes(row.managed ?? '')).map(({ pk }) => pk),
    signingKey: keys.find(({ name }) => name === 'authentik Self-signed Certificate')?.pk ?? null,
  };
}
