import { glanceDefaults } from '@hl/core';
import { glanceClient } from './client/client.js';
import { defaultTiming } from './client/timing.js';
import type { GlanceOptions } from './integration.js';
import { shown, type Shown } from './observe/shown.js';

/**
 * Whether the running Glance shows the entries of these URLs as its file says. Reads only, and waits for nothing: who asks may ask again.
 *
 * @throws HlError HL_GLANCE_CONFIG, HL_GLANCE_YAML, HL_GLANCE_UNREACHABLE, …
 */
export async function shownTiles({ remote, fetch, ...options }: GlanceOptions, urls: readonly string[]): Promise<Map<string, Shown>> {
  const site = { ...glanceDefaults, ...options.site };
  const timing = { ...defaultTiming, settleMs: 0, ...options.timing };
  return shown(remote, site.config, site.url === null ? null : glanceClient(site.url, fetch, timing), urls);
}
