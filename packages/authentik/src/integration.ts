import { authentikDefaults, type Change, type Integration } from '@hl/core';
import { applyBatch } from './apply/apply.js';
import { refusals } from './apply/refusals.js';
import { client } from './client/client.js';
import { desired } from './desired/desired.js';
import { guard } from './desired/guard.js';
import { system } from './desired/names.js';
import { complete, type SsoSpec } from './desired/spec.js';
import { inTheWay } from './observe/conflicts.js';
import { lookUp } from './observe/lookup.js';
import { loginFaults } from './observe/outpost-notes.js';
import { parse } from './observe/parse.js';
import { readOutposts, readState, type ServerState } from './observe/server-state.js';
import type { AuthentikOptions } from './options.js';

/**
 * Single sign-on in Authentik: provider, application, the groups that may enter, and the place in the outpost's list, as one resource
 * per service. Ours is the application that has our publisher mark, and the provider that it is linked with or that is named after it.
 */
export function authentik(options: AuthentikOptions): Integration<SsoSpec> {
  const api = client(options);
  const { outpost = authentikDefaults.outpost, guard: isGuarded = authentikDefaults.guard, browserUrl = api.where } = options;
  /** While an observation reads: what it will have seen. */
  let reading: Promise<ServerState> | undefined;
  return {
    system,
    desired: (service, site) => desired(service, site, outpost),
    foundation: (site) => (isGuarded ? guard(site, outpost) : []),

    async observe(resources) {
      // of what a key was and what it shall be, the latter comes last
      const wanted = new Map(resources.map((resource) => [resource.key, { ...resource, spec: complete(resource.spec) }]));
      const state = await (reading = readState(api, resources)).finally(() => (reading = undefined));
      const keys = new Set(wanted.keys());
      return new Map(
        [...wanted].flatMap(([key, resource]) => {
          const found = parse(lookUp(state, key), state, outpost) ?? inTheWay(resource, state, keys);
          return found ? [[key, found] as const] : [];
        }),
      );
    },

    refusals: (changes) => refusals({ api, changes: changes.map(completeChange), browserUrl }),
    async faults() {
      const { outposts } = (await reading) ?? { outposts: await readOutposts(api) };
      return outposts.filter(({ name }) => name === outpost).flatMap((row) => loginFaults(row, browserUrl));
    },
    apply: (changes, report) => applyBatch({ api, changes: changes.map(completeChange), browserUrl }, report),
  };
}

const completeChange = ({ before, after, ...change }: Change<SsoSpec>): Change<SsoSpec> => ({
  ...change,
  before: before && complete(before),
  after: after && complete(after),
});
