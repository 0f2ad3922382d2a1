import type { Secret } from '@hl/core';

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Milliseconds. */
export interface Timing {
  /** For one request with its answer. Default 30 000. */
  readonly requestMs?: number;
  /** Base of the jittered, doubling wait before something is tried again. Default 300. */
  readonly backoffMs?: number;
  /** Between writing an outpost's list and reading it again, time for another writer to overwrite it. Default 1 000. */
  readonly settleMs?: number;
}

export interface AuthentikOptions {
  /** Base URL, e.g. `https://auth.example.org`. */
  readonly url: string;
  /** API token (intent `api`); what it must be allowed to do is in the README. */
  readonly token: string | Secret;
  /** Exact name of the outpost. Default: the embedded one, `authentik Embedded Outpost`. */
  readonly outpost?: string;
  /** Where browsers reach Authentik to log in. Default: `url`. */
  readonly browserUrl?: string;
  /** A guard application keeps a standalone outpost closed to unknown hosts. Default true. */
  readonly guard?: boolean;
  /** PEM of the CA to trust besides the public ones. */
  readonly ca?: string;
  /** Used instead of the built-in one; `ca` is then its business. */
  readonly fetch?: typeof globalThis.fetch;
  readonly timing?: Timing;
}
