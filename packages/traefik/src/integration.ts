import { posix } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Integration, Remote, Secret, TraefikSite } from '@hl/core';
import type { Access, Clock } from './access.js';
import { applyRoutes } from './apply/apply.js';
import { refusals } from './apply/refusal.js';
import { api } from './client/api.js';
import { fileEach } from './client/layout/file-each.js';
import { sharedFile } from './client/layout/shared-file.js';
import { readFiles } from './client/read-files.js';
import { desiredRoute } from './desired/route.js';
import type { RouteSpec } from './desired/spec.js';
import { withMessage, type TraefikFault } from './observe/faults.js';
import { observe } from './observe/observe.js';
import { faultsIn } from './observe/state.js';

export interface TraefikOptions {
  /** The machine that holds the provider's directory: over SSH, or `localRemote()`. */
  readonly remote: Remote;
  readonly site: TraefikSite;
  /** Base URL of the Authentik outpost as Traefik reaches it, e.g. `http://outpost:9000`; needed once a service has forward_auth. Default: the site's. */
  readonly outpostUrl?: string | null;
  /** `user:password` for the API. */
  readonly apiCredentials?: string | Secret;
  /** Further headers for the API, e.g. of a login in front of it. */
  readonly apiHeaders?: { readonly [name: string]: string };
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds between two looks at the API (default 150), for Traefik to serve what was written (10 000), for one request (5 000). */
  readonly timing?: { readonly pollMs?: number; readonly deadlineMs?: number; readonly requestMs?: number; readonly clock?: Clock };
}

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
export function traefik({ remote, site, outpostUrl, apiCredentials, apiHeaders, fetch, timing = {} }: TraefikOptions): TraefikIntegration {
  const { pollMs = 150, deadlineMs = 10_000, requestMs: timeoutMs, clock = { now: Date.now, sleep } } = timing;
  const access: Access = {
    remote,
    ...placeOf(site),
    api: site.api === null ? null : api({ url: site.api, credentials: apiCredentials, headers: apiHeaders, fetch, timeoutMs }),
    clock,
    pollMs,
    deadlineMs,
  };
  return {
    system: 'traefik',
    desired: (service, whole) => desiredRoute(service, whole, outpostUrl ?? whole.authentik?.outpostUrl ?? null),
    observe: (resources) => observe(access, resources),
    apply: (changes, report) => applyRoutes(access, changes, report),
    refusals: (changes) => refusals(access, changes),
    async faults() {
      const files = await readFiles(remote, access.directory);
      const snapshot = (await access.api?.snapshot().catch(() => null)) ?? null;
      return (await faultsIn(access, files, snapshot)).map((fault) => withMessage(fault, access.directory));
    },
  };
}

/** An absolute `file` names its directory itself. */
function placeOf({ layout, directory, file }: TraefikSite): Pick<Access, 'directory' | 'layout'> {
  if (layout === 'directory') return { directory, layout: fileEach() };
  return posix.isAbsolute(file)
    ? { directory: posix.dirname(file), layout: sharedFile(posix.basename(file)) }
    : { directory, layout: sharedFile(file) };
}
