import { posix } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { traefikDefaults, type Remote } from '@hl/core';
import { api, type Api } from './client/api.js';
import { fileEach } from './client/layout/file-each.js';
import type { Layout } from './client/layout/layout.js';
import { sharedFile } from './client/layout/shared-file.js';
import type { Clock, TraefikOptions } from './options.js';

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

export function accessTo(options: TraefikOptions): Access {
  const { remote, timing = {} } = options;
  const site = { ...traefikDefaults, ...options.site };
  const { pollMs = 150, deadlineMs = 10_000, clock = { now: Date.now, sleep } } = timing;
  // an absolute `file` names its directory itself
  const whole = site.layout === 'file' && posix.isAbsolute(site.file);
  const directory = whole ? posix.dirname(site.file) : site.directory;
  const layout = site.layout === 'directory' ? fileEach() : sharedFile(whole ? posix.basename(site.file) : site.file);
  return { remote, directory, layout, api: site.api === null ? null : api(site.api, options), clock, pollMs, deadlineMs };
}
