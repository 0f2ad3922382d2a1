import type { Batch } from './batch.js';
import { applicationBody, creationBody } from './bodies.js';
import { groupName } from './requirements.js';
import type { Requirements } from './requirements.js';
import type { SsoSpec } from './spec.js';

const models = { proxy: 'authentik_providers_proxy.proxyprovider', oauth2: 'authentik_providers_oauth2.oauth2provider' } as const;

/**
 * Makes provider, application and bindings in one transaction of the server: nothing is left behind when it fails.
 * Servers before 2024.12 would make the application without its bindings, open to everybody for a moment, so there it is only for those without groups.
 *
 * @returns false: not possible here, go step by step
 */
export async function create(batch: Batch, slug: string, spec: SsoSpec, { groups, oidc }: Requirements): Promise<boolean> {
  const { application, provider } = spec;
  const { features } = batch.world;
  if (application === null || provider === null || application.provider === null) return false;
  if (spec.groups.length > 0 && !features.transactionalBindings) return false;
  await batch.api.send('PUT', 'core/transactional/applications/', {
    app: { ...applicationBody(application), slug, ...(spec.icon !== undefined && features.writableIcon ? { meta_icon: spec.icon } : {}) },
    provider_model: models[provider.kind],
    provider: creationBody(provider, batch.world, oidc),
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
