import type { Integration } from '@hl/core';
import { accessTo } from './access.js';
import { applyRoutes } from './apply/apply.js';
import { refusals } from './apply/refusal.js';
import { readFiles } from './client/read-files.js';
import { desiredRoute } from './desired/route.js';
import type { RouteSpec } from './desired/spec.js';
import { withMessage, type TraefikFault } from './observe/faults.js';
import { observe } from './observe/observe.js';
import { faultsIn } from './observe/state.js';
import type { TraefikOptions } from './options.js';

export interface TraefikIntegration extends Integration<RouteSpec> {
  /**
   * Files of others in the provider's directory for which Traefik rejects every update, and all of its file routes after a restart.
   * Worth telling though nothing has to be done.
   *
   * @throws HlError when the directory cannot be read
   */
  faults(): Promise<readonly TraefikFault[]>;
}

/**
 * Traefik's file provider: one file a service, written beside it and moved over, read back through the API. A route that Traefik does not
 * serve in time is taken back. Key: the service's name. A file without our header line is somebody else's.
 */
export function traefik(options: TraefikOptions): TraefikIntegration {
  const access = accessTo(options);
  return {
    system: 'traefik',
    desired: (service, site) => desiredRoute(service, site, options.outpostUrl ?? site.authentik?.outpostUrl ?? null),
    observe: (resources) => observe(access, resources),
    apply: (changes, report) => applyRoutes(access, changes, report),
    refusals: (changes) => refusals(access, changes),
    async faults() {
      const files = await readFiles(access.remote, access.directory);
      const snapshot = (await access.api?.snapshot().catch(() => null)) ?? null;
      return (await faultsIn(access, files, snapshot)).map((fault) => withMessage(fault, access.directory));
    },
  };
}
