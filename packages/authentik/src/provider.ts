import { equal } from '@hl/core';
import type { Batch } from './batch.js';
import { creationBody, providerBody } from './bodies.js';
import type { Client } from './client.js';
import type { Provider } from './held.js';
import { providerSpec } from './observed.js';
import type { Requirements } from './requirements.js';
import type { OidcRow, ProxyRow } from './rows.js';
import type { OidcSpec, ProxySpec } from './spec.js';

/** Makes a provider, or changes what differs in the one that is there. */
export async function ensureProvider(
  { api, world }: Batch,
  found: Provider | null,
  spec: ProxySpec | OidcSpec,
  { oidc }: Requirements,
): Promise<Provider> {
  if (found && equal(providerSpec(found, world), spec)) return found;
  const [method, path] = found ? (['PATCH', pathOf(found)] as const) : (['POST', `providers/${spec.kind}/`] as const);
  const body = found ? providerBody(spec, world) : creationBody(spec, world, oidc);
  if (spec.kind === 'proxy') return { kind: 'proxy', row: await api.send<ProxyRow>(method, path, body) };
  return { kind: 'oauth2', row: await api.send<OidcRow>(method, path, body) };
}

export const deleteProvider = (api: Client, provider: Provider): Promise<void> => api.remove(pathOf(provider));

const pathOf = ({ kind, row }: Provider): string => `providers/${kind}/${row.pk}/`;
