import type { Remote } from '@hl/core';
import type { Api } from './client/api.js';
import type { Layout } from './client/layout/layout.js';

/** Time, as far as waiting goes. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

/** How one Traefik is reached: all that reading and writing need. */
export interface Access {
  readonly remote: Remote;
  readonly directory: string;
  readonly layout: Layout;
  /** `null`: files only. */
  readonly api: Api | null;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly pollMs: number;
  readonly deadlineMs: number;
}
