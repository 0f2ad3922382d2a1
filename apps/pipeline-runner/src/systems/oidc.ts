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

/** The values of those secrets, as far as Authentik has them by now. */
export async function oidcSecrets(
  services: readonly Service[],
  credentialsOf: (slug: string) => Promise<{ clientId: string; clientSecret: string } | null>,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name, authentik } of services) {
    if (authentik?.method !== 'oidc' || oidcSource(name, 'id') in found) continue;
    const credentials = await credentialsOf(authentik.slug);
    if (credentials === null) continue;
    found[oidcSource(name, 'id')] = credentials.clientId;
    found[oidcSource(name, 'secret')] = credentials.clientSecret;
  }
  return found;
}
