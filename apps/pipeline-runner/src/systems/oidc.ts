import { pagesOf, type Service } from '@hl/core';

/** How a definition names what Authentik makes up: looked up when it is needed, never written down. */
const oidcSource = (service: string, part: 'id' | 'secret'): string => `authentik:${service}:${part}`;

/** Whether a secret comes from Authentik, not from the environment. */
export const fromAuthentik = (name: string): boolean => name.startsWith('authentik:');

/** A service that logs in by OIDC itself, at any of its pages, gets its client id and secret like any other secret. */
export function withOidcSecrets(service: Service): Service {
  const { deployment } = service;
  const own = pagesOf(service).flatMap(({ authentik, name }) => {
    if (authentik?.method !== 'oidc') return [];
    const { clientIdVariable: id, clientSecretVariable: secret } = authentik;
    return [
      ...(id === null ? [] : [{ name: id, source: oidcSource(name, 'id') }]),
      ...(secret === null ? [] : [{ name: secret, source: oidcSource(name, 'secret') }]),
    ];
  });
  if (deployment === null || own.length === 0) return service;
  return { ...service, deployment: { ...deployment, secrets: [...deployment.secrets, ...own] } };
}

/** The values of those secrets, as far as Authentik has them by now; it is asked once, when there is one. */
export async function oidcSecrets(
  services: readonly Service[],
  credentials: () => Promise<ReadonlyMap<string, { clientId: string; clientSecret: string }>>,
): Promise<Record<string, string>> {
  const asking = services.filter(({ authentik }) => authentik?.method === 'oidc');
  if (asking.length === 0) return {};
  const known = await credentials();
  const found = asking.flatMap(({ name, authentik }) => {
    const own = known.get(authentik?.slug ?? '');
    return own ? [[oidcSource(name, 'id'), own.clientId] as const, [oidcSource(name, 'secret'), own.clientSecret] as const] : [];
  });
  return Object.fromEntries(found);
}
