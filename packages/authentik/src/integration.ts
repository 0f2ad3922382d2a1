import type { Integration, Observed } from '@hl/core';
import type { OutpostRow } from './api-types.js';
import { applyBatch } from './apply.js';
import { client } from './client.js';
import { inTheWay } from './conflicts.js';
import { desired, guard, system } from './desired.js';
import { lookUp } from './lookup.js';
import { observed } from './observed.js';
import type { AuthentikOptions } from './options.js';
import { brokenLogin } from './outpost-notes.js';
import { refusals } from './refusals.js';
import { readState } from './server-state.js';
import type { SsoSpec } from './spec.js';

/**
 * Single sign-on in Authentik: provider, application, the groups that may enter, and the place in the outpost's list, as one resource
 * per service. Ours is the application that has our publisher mark, and the provider that it is linked with or that is named after it.
 */
export function authentik(options: AuthentikOptions): Integration<SsoSpec> {
  const api = client(options);
  const { outpost, guard: isGuarded = true, browserUrl = api.where } = options;
  return {
    system,
    desired: (service, site) => desired(service, site, outpost),
    foundation: (site) => (isGuarded ? guard(site, outpost) : []),

    async observe(resources) {
      // of what a key was and what it shall be, the latter comes last
      const wanted = new Map(resources.map((resource) => [resource.key, resource]));
      const state = await readState(api, resources);
      const keys = new Set(wanted.keys());
      const found = [...wanted].map(([key, resource]): [string, Observed<SsoSpec> | null] => [
        key,
        observed(lookUp(state, key), state, outpost) ?? inTheWay(resource, state, keys),
      ]);
      return new Map(found.filter((entry): entry is [string, Observed<SsoSpec>] => entry[1] !== null));
    },

    refusals: (changes) => refusals(api, changes),
    async faults() {
      const outposts = await api.list<OutpostRow>('outposts/instances/', { ordering: 'pk' });
      return outposts.filter(({ name }) => name === outpost).flatMap((row) => brokenLogin(row, browserUrl));
    },
    apply: (changes, report) => applyBatch(api, changes, report, browserUrl),
  };
}
