import type { Observed } from '@hl/core';
import { providerName } from './desired.js';
import { hostOf } from './host.js';
import { providerSpec } from './observed.js';
import type { SsoSpec } from './spec.js';
import type { Survey } from './survey.js';

/**
 * The provider of somebody else that serves the host which a service wants and has nothing for yet: an outpost can serve a host once
 * only, so the slug is as good as taken. Only when it is so for every host that was wished for (by the old definition and the new one).
 *
 * @param wishes hosts; empty text for a provider without one
 * @param keys slugs that are looked at together: which of their hosts come and go is for apply to see
 */
export function rival(wishes: ReadonlySet<string> = new Set(), world: Survey, keys: readonly string[]): Observed<SsoSpec> | null {
  const names = keys.map(providerName);
  const others = world.proxies.filter(
    ({ name, assigned_application_slug: slug }) => !(slug == null ? names.includes(name) : keys.includes(slug)),
  );
  const found = [...wishes].map((host) => others.find(({ external_host }) => hostOf(external_host) === host));
  const [row] = found;
  if (row === undefined || found.includes(undefined)) return null;
  const outposts = world.outposts.filter(({ providers }) => providers.includes(row.pk)).map(({ name }) => name);
  return {
    spec: { provider: providerSpec({ kind: 'proxy', row }, world), application: null, groups: [], outposts: outposts.sort() },
    ours: false,
  };
}
