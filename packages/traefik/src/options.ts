import type { Remote, Secret, TraefikSite } from '@hl/core';

/** Time, as far as waiting goes. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

export interface TraefikOptions {
  /** The machine that holds the provider's directory: over SSH, or `localRemote()`. */
  readonly remote: Remote;
  /** What differs from `traefikDefaults` of @hl/core: directory, layout, API, … */
  readonly site?: Partial<TraefikSite>;
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
