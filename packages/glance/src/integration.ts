import { glanceDefaults, type GlanceSite, type Integration, type Remote } from '@hl/core';
import { apply } from './apply/apply.js';
import { refusals } from './apply/refusals.js';
import { glanceClient } from './client/client.js';
import { defaultTiming, type Timing } from './client/timing.js';
import { desired, type TileSpec } from './desired/desired.js';
import { observe } from './observe/observe.js';

export interface GlanceOptions {
  /** The machine with glance.yml. */
  readonly remote: Remote;
  /** What differs from `glanceDefaults` of @hl/core: path of glance.yml, URL, … */
  readonly site?: Partial<GlanceSite>;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds; for tests and slow machines. */
  readonly timing?: Partial<Timing>;
}

/**
 * Bookmarks and monitor entries in Glance's own glance.yml, edited in the text so that every other byte stays. The key
 * is the URL; a comment `# hl` at the end of a line says which entries are ours.
 */
export function glance({ remote, fetch, ...options }: GlanceOptions): Integration<TileSpec> {
  const site = { host: remote.name, ...glanceDefaults, ...options.site };
  const timing = { ...defaultTiming, ...options.timing };
  const client = site.url === null ? null : glanceClient(site.url, fetch, timing);
  return {
    system: 'glance',
    desired,
    observe: (resources) => observe(remote, site.config, client, resources),
    refusals: (changes) => refusals(remote, site, changes),
    apply: (changes, report) => apply({ remote, site, client, timing }, changes, report),
  };
}
