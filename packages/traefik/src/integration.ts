import { posix } from 'node:path';
import type { Integration, Remote, Secret, TraefikSite } from '@hl/core';
import { applyRoutes } from './apply.js';
import { api } from './client.js';
import { desiredRoute } from './desired.js';
import { fileEach } from './layout.js';
import { readFiles } from './directory.js';
import { findFaults, told } from './faults.js';
import type { ToldFault } from './faults.js';
import { observe } from './observe.js';
import { oneFile } from './one-file.js';
import { refusals } from './refusal.js';
import { knowsLimit, withoutLimit } from './response-limit.js';
import type { RouteSpec } from './spec.js';
import type { World } from './world.js';

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
  readonly timing?: { readonly pollMs?: number; readonly deadlineMs?: number; readonly requestMs?: number };
}

export interface TraefikIntegration extends Integration<RouteSpec> {
  /**
   * Files of others in the provider's directory for which Traefik rejects every update, and all of its file routes after a restart.
   * Worth telling though nothing has to be done.
   *
   * @throws HlError when the directory cannot be read
   */
  faults(): Promise<readonly ToldFault[]>;
}

/**
 * Traefik's file provider: one file a service, written beside it and moved over, read back through the API. A route that Traefik does not
 * serve in time is taken back. Key: the service's name. A file without our header line is somebody else's.
 */
export function traefik({ remote, site, outpostUrl, apiCredentials, apiHeaders, fetch, timing }: TraefikOptions): TraefikIntegration {
  const world: World = {
    remote,
    ...placeOf(site),
    api:
      site.api === null
        ? null
        : api({ url: site.api, credentials: apiCredentials, headers: apiHeaders, fetch, timeoutMs: timing?.requestMs }),
    pollMs: timing?.pollMs ?? 150,
    deadlineMs: timing?.deadlineMs ?? 10_000,
  };
  return {
    system: 'traefik',
    desired: (service, whole) => desiredRoute(service, whole, outpostUrl ?? whole.authentik?.outpostUrl ?? null),
    observe: (resources) => observe(world, resources),
    async apply(changes, report) {
      if (await knowsLimit(world.api)) return await applyRoutes(world, changes, report);
      const given = new Map(changes.map((change) => [change.key, change]));
      await applyRoutes(world, changes.map(withoutLimit), (change, result) => report(given.get(change.key) ?? change, result));
    },
    refusals: (changes) => refusals(world, changes),
    async faults() {
      const files = await readFiles(remote, world.directory);
      const found = await findFaults(world, files, (await world.api?.snapshot().catch(() => null)) ?? null);
      return found.map((fault) => told(fault, world.directory));
    },
  };
}

/** An absolute `file` names its directory itself. */
function placeOf({ layout, directory, file }: TraefikSite): Pick<World, 'directory' | 'layout'> {
  if (layout === 'directory') return { directory, layout: fileEach() };
  return posix.isAbsolute(file)
    ? { directory: posix.dirname(file), layout: oneFile(posix.basename(file)) }
    : { directory, layout: oneFile(file) };
}
