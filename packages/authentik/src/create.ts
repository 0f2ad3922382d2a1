import type { Batch } from './batch.js';
import { applicationBody, creationBody } from './payloads.js';
import { groupName } from './references.js';
import type { References } from './references.js';
import type { SsoSpec } from './spec.js';

const models = { proxy: 'authentik_providers_proxy.proxyprovider', oauth2: 'authentik_providers_oauth2.oauth2provider' } as const;

/**
 * Makes provider, application and bindings in one transaction of the server: nothing is left behind when it fails.
 * Servers before 2024.12 would make the application without its bindings, open to everybody for a moment, so there it is only for those without groups.
 *
 * @returns false: not possible here, go step by step
 */
export async function create({ api, state }: Batch, slug: string, spec: SsoSpec, { groups, oidc }: References): Promise<boolean> {
  const { application, provider } = spec;
  const { features } = state;
  if (application?.provider == null || provider === null) return false;
  if (spec.groups.length > 0 && !features.transactionalBindings) return false;
  await api.send('PUT', 'core/transactional/applications/', {
    app: { ...applicationBody(spec, state), slug },
    provider_model: models[provider.kind],
    provider: creationBody(provider, state, oidc),
    ...(features.transactionalBindings
      ? {
          policy_bindings: spec.groups.map((binding) => ({
            group: groups.get(groupName(binding)),
            negate: typeof binding !== 'string',
            order: 0,
          })),
        }
      : {}),
  });
  return true;
}
