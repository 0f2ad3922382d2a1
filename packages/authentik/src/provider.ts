import { equal } from '@hl/core';
import type { OidcRow, ProxyRow } from './api-types.js';
import type { Client } from './client.js';
import type { Provider } from './lookup.js';
import { providerSpec } from './observed.js';
import type { OidcExtras } from './oidc.js';
import { creationBody, providerBody } from './payloads.js';
import type { ServerState } from './server-state.js';
import type { OidcSpec, ProxySpec } from './spec.js';

/** Makes a provider, or changes what differs in the one that is there. */
export async function ensureProvider(
  api: Client,
  state: ServerState,
  found: Provider | null,
  spec: ProxySpec | OidcSpec,
  oidc: OidcExtras | null,
): Promise<Provider> {
  if (found && equal(providerSpec(found, state), spec)) return found;
  const [method, path] = found ? (['PATCH', pathOf(found)] as const) : (['POST', `providers/${spec.kind}/`] as const);
  const body = found ? providerBody(spec, state) : creationBody(spec, state, oidc);
  if (spec.kind === 'proxy') return { kind: 'proxy', row: await api.send<ProxyRow>(method, path, body) };
  return { kind: 'oauth2', row: await api.send<OidcRow>(method, path, body) };
}

export const deleteProvider = (api: Client, provider: Provider): Promise<void> => api.remove(pathOf(provider));

const pathOf = ({ kind, row }: Provider): string => `providers/${kind}/${row.pk}/`;
