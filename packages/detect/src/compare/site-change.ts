import { equal, isRecord } from '@hl/core';
import { meaning } from './same.js';

/** Which services a change of hl.yml reaches: all of them, or those on some hosts. */
export type SiteChange = 'all' | ReadonlySet<string>;

/** Sections that say how hl works, not what a service looks like. */
const unfelt = ['services', 'categories', 'discord', 'notifications', 'ledger', 'brakes', 'verify'];
/** Sections that name a host on which something of every service stands. */
const everywhere = ['traefik', 'glance'];

type Section = { readonly [key: string]: unknown };

/** Pure: compares two texts of hl.yml by what they say. `null`: there was none. */
export function siteChange(before: string | null, after: string | null): SiteChange {
  const [old, now] = [before, after].map((text) => (text === null ? null : meaning(text)));
  if (equal(old, now)) return new Set();
  if (!isRecord(old) || !isRecord(now)) return 'all';
  const sections = differing(old, now).filter((name) => !unfelt.includes(name));
  if (sections.some((name) => name !== 'hosts')) return 'all';
  const [oldHosts, hosts] = [old['hosts'], now['hosts']];
  if (!isRecord(oldHosts) || !isRecord(hosts)) return 'all';
  const changed = new Set(differing(oldHosts, hosts));
  const system = (name: string): unknown => (isRecord(now[name]) ? now[name]['host'] : null);
  return everywhere.some((name) => changed.has(String(system(name)))) ? 'all' : changed;
}

const differing = (a: Section, b: Section): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => !equal(a[name], b[name]));
