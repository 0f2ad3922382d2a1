import { equal, type Observed, type Resource } from '@hl/core';
import { canonicalName, canonicalSpec, type DnsSpec } from '@hl/core/dns';
import { held, holders } from './records.js';
import type { Lists } from './record-syntax.js';

/**
 * What stands under these keys, an alias as well as addresses, since either is in the way of the other. A line has no room for a mark,
 * so nothing here is ours by itself. A record that is as one of the resources says comes back in that one's spelling.
 */
export function observed(lists: Lists, resources: readonly Resource<DnsSpec>[]): Map<string, Observed<DnsSpec>> {
  const [names, lines] = [held(lists), holders(lists)];
  const found = new Map<string, Observed<DnsSpec>>();
  for (const { key, spec } of resources) {
    const name = canonicalName(key);
    const stands = names.get(name);
    if (stands === undefined) continue;
    const same = equal(canonicalSpec(spec), stands);
    if (same || !found.has(key)) found.set(key, { spec: same ? spec : stands, ours: false, holder: lines.get(name) ?? '' });
  }
  return found;
}
