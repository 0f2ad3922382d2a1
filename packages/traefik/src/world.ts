import type { Remote } from '@hl/core';
import type { Api } from './client.js';
import type { Layout } from './layout.js';

/** All that reading and writing need. */
export interface World {
  readonly remote: Remote;
  readonly directory: string;
  readonly layout: Layout;
  /** `null`: files only. */
  readonly api: Api | null;
  /** Milliseconds. */
  readonly pollMs: number;
  readonly deadlineMs: number;
}
