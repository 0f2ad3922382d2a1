import type { Integration, Observed } from '@hl/core';
import { applyBatch } from './apply.js';
import { client } from './client.js';
import { desired, guard, system } from './desired.js';
import { hold, listedProviders } from './held.js';
import type { Held } from './held.js';
import { hostOf } from './host.js';
import { observed } from './observed.js';
import type { AuthentikOptions } from './options.js';
import { untilSettled } from './race.js';
import { rival } from './rival.js';
import type { NamedRow } from './rows.js';
import type { SsoSpec } from './spec.js';
import { survey } from './survey.js';
import type { Survey } from './survey.js';

/** Applications asked for at once. */
const atOnce = 8;

/**
 * Single sign-on in Authentik: provider, application, the groups that may enter, and the place in the outpost's list, as one resource
 * per service. Ours is what has our publisher mark, or, half made, an unassigned provider with our name for it.
 */
export function authentik(options: AuthentikOptions): Integration<SsoSpec> {
  const api = client(options);
  // `observe` is told slugs only, and yet must see who serves the hosts that are wanted for them
  const wishes = new Map<string, Set<string>>();
  let latest: Survey | null = null;
  return {
    system,
    desired(service, site) {
      const resources = desired(service, site, options.outpost);
      for (const { key, spec } of resources) {
        wishes.set(key, (wishes.get(key) ?? new Set()).add(spec.provider?.kind === 'proxy' ? hostOf(spec.provider.externalHost) : ''));
      }
      return resources;
    },
    foundation: (site) => (options.guard === false ? [] : guard(site, options.outpost)),

    async observe(resources) {
      const keys = [...new Set(resources.map(({ key }) => key))];
      const world = await survey(api);
      latest = world;
      const providers = listedProviders(api, world.proxies);
      const held: Held[] = [];
      for (let start = 0; start < keys.length; start += atOnce) {
        const some = keys.slice(start, start + atOnce);
        held.push(...(await Promise.all(some.map((slug) => untilSettled(api, () => hold(api, slug, providers))))));
      }
      const nameless = held.some(({ bindings }) => bindings.some(({ group, group_obj }) => group !== null && !group_obj));
      const groups = nameless ? await api.list<NamedRow>('core/groups/', { include_users: 'false' }) : [];
      const names = new Map(groups.map(({ pk, name }) => [pk, name]));
      const found = held.map((one): [string, Observed<SsoSpec> | null] => [
        one.slug,
        observed(one, world, names, options.outpost) ?? rival(wishes.get(one.slug), world, keys),
      ]);
      return new Map(found.filter((entry): entry is [string, Observed<SsoSpec>] => entry[1] !== null));
    },

    async apply(changes, report) {
      // the engine observes just before; what is written is read again one by one anyway
      const world = latest ?? (await survey(api));
      latest = null;
      await applyBatch(api, world, changes, report, options.onCredentials);
    },
  };
}
