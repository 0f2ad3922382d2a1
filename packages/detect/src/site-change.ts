import { equal } from '@hl/core';
import { meaning } from './meaning.js';

/** Which services a change of hl.yml reaches: all of them, or those on some hosts. */
export type SiteChange = 'all' | ReadonlySet<string>;

/** Sections that say how hl works, not what a service looks like. */
const unfelt = new Set(['services', 'categories', 'discord', 'ledger', 'brakes', 'verify']);
/** Sections that name a host on which something of every service stands. */
const everywhere = ['traefik', 'glance'];

type Section = Readonly<Record<string, unknown>>;

/** Pure: compares two texts of hl.yml by what they say. `null`: there was none. */
export function siteChange(before: string | null, after: string | null): SiteChange {
  const [old, now] = [before, after].map((text) => (text === null ? null : meaning(text)));
  if (equal(old, now)) return new Set();
  if (!isSection(old) || !isSection(now)) return 'all';
  const sections = differing(old, now).filter((name) => !unfelt.has(name));
  if (sections.some((name) => name !== 'hosts')) return 'all';
  if (sections.length === 0) return new Set();
  const [oldHosts, hosts] = [old['hosts'], now['hosts']];
  if (!isSection(oldHosts) || !isSection(hosts)) return 'all';
  const changed = new Set(differing(oldHosts, hosts));
  return everywhere.some((name) => changed.has(hostOf(now[name]))) ? 'all' : changed;
}

const differing = (a: Section, b: Section): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => !equal(a[name], b[name]));

const hostOf = (section: unknown): string => (isSection(section) && typeof section['host'] === 'string' ? section['host'] : '');

const isSection = (value: unknown): value is Section => typeof value === 'object' && value !== null && !Array.isArray(value);
