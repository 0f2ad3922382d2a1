import { equal } from '@hl/core';
import type { TileSpec } from './desired.js';
import type { GlanceDocument } from './document.js';
import { entries, titleOf } from './entries.js';
import type { Entry } from './entries.js';
import { findPage, pageSlug } from './find.js';
import { groupBy } from './group.js';
import { urlKey } from './name.js';
import { holderOf } from './spot.js';

/** What the file holds under a URL: our entries if there are any, else those that somebody else made. */
export interface Held {
  readonly spec: TileSpec;
  readonly marked: boolean;
  /** What `spec` tells of: without a mark, one of each kind at the most. */
  readonly entries: readonly Entry[];
}

/** By `urlKey`. */
export const byUrl = (document: GlanceDocument): Map<string, Entry[]> => groupBy(entries(document), ({ url }) => urlKey(url));

/**
 * What a URL's entries say, in the words of `specs` (what they were, and shall be) where those name the same page and group; null
 * when there is none. Where nothing is marked, an entry that is as one of `specs` says goes before others.
 */
export function heldOf(document: GlanceDocument, all: readonly Entry[], specs: readonly TileSpec[]): Held | null {
  if (all.length === 0) return null;
  const spelt = all.map((entry) => spell(document, entry, specs));
  const mine = spelt.filter(({ entry }) => entry.marked);
  const counted = mine.length > 0 ? mine : (['bookmark', 'monitor'] as const).flatMap((kind) => first(spelt, kind, specs));
  const values = <Kind extends Entry['kind']>(kind: Kind): (TileSpec[Kind] & object)[] =>
    counted.filter(({ entry }) => entry.kind === kind).map(({ value }) => value as TileSpec[Kind] & object);
  const [bookmarks, monitors] = [values('bookmark'), values('monitor')];
  const pages = [...new Set(counted.map((one) => one.page))];
  // Of ours, a copy that the owner made, or one of the two moved to another page: the next change puts it right.
  const live = mine.length === 0 || (bookmarks.length < 2 && monitors.length < 2 && pages.length < 2);
  const page = mine.length > 0 ? (pages[0] ?? '') : pages.join(' + ');
  return {
    spec: { page, bookmark: bookmarks[0] ?? null, monitor: monitors[0] ?? null, live },
    marked: mine.length > 0,
    entries: counted.map(({ entry }) => entry),
  };
}

interface Spelt {
  readonly entry: Entry;
  readonly page: string;
  readonly value: Entry['value'];
}

function spell(document: GlanceDocument, entry: Entry, specs: readonly TileSpec[]): Spelt {
  const { kind, page, holder, value } = entry;
  const name = specs.findLast((spec) => findPage(document, spec.page)?.map === page.map)?.page ?? pageSlug(document, page);
  const title = titleOf(document, holder);
  const groups = specs.flatMap((spec) => (kind === 'monitor' ? spec.monitor?.widget : spec.bookmark?.group) ?? []);
  const group = groups.findLast((one) => isCalled(document, entry, one)) ?? title;
  return { entry, page: name, value: 'group' in value ? { ...value, group } : { ...value, widget: group } };
}

/** Whether a name of a group or widget leads to the entry's, or to another of that title on its page. */
export function isCalled(document: GlanceDocument, { kind, page, holder }: Entry, group: string): boolean {
  const best = holderOf(document, page, { kind, group });
  return best !== undefined && titleOf(document, best) === titleOf(document, holder);
}

function first(all: readonly Spelt[], kind: Entry['kind'], specs: readonly TileSpec[]): Spelt[] {
  const candidates = all.filter(({ entry }) => entry.kind === kind);
  const known = candidates.find(({ page, value }) => specs.some((spec) => spec.page === page && equal(spec[kind], value)));
  return [known ?? candidates[0]].filter((one) => one !== undefined);
}

/** Whether the change was decided on this, somebody's entry without a mark, and it still is as it was then. */
export const decidedOn = ({ marked, spec }: Held, before: TileSpec | null): boolean =>
  !marked && before !== null && equal({ ...spec, live: true }, { ...before, live: true });
