import type { Resource, Site } from '@hl/core';
import { embedded } from '../client/api-types.js';
import { guardSlug, hiddenTile, providerName, system } from './names.js';
import type { SsoSpec } from './spec.js';

/**
 * A standalone outpost with a single application serves it for every host name, so there must always be a second one.
 * It is of mode `proxy` towards an address that nothing has: should it ever be the single one, it lets nobody through.
 */
export function guard({ authentik }: Site, outpost: string): Resource<SsoSpec>[] {
  if (authentik === null || !authentik.guard || outpost === embedded.name) return [];
  const { authorizationFlow, invalidationFlow } = authentik;
  const name = providerName(guardSlug);
  const [externalHost, internalHost] = ['https://hl-guard.invalid', 'http://hl-guard.invalid'];
  const own = { kind: 'proxy', name, mode: 'proxy', externalHost, internalHost, cookieDomain: '', skipPathRegex: [] } as const;
  const text = { name: 'hl guard', group: '', description: 'Keeps the outpost closed to unknown host names.', launchUrl: hiddenTile };
  const spec: SsoSpec = {
    provider: { ...own, authorizationFlow, invalidationFlow },
    application: { ...text, openInNewTab: false, policyEngineMode: 'any', provider: name },
    groups: [],
    outposts: [outpost],
  };
  return [{ system, key: guardSlug, service: guardSlug, spec }];
}
