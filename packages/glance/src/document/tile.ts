import { equal } from '@hl/core';
import type { TileSpec } from '../desired/desired.js';
import type { GlanceDocument } from './document.js';
import { entriesOf, type Entry } from './entries.js';
import { findPage, holderOf, type Kind, kinds, pageSlug, titleOf } from './places.js';

/** What the file holds under a URL: our entries if there are any, else those that somebody else made. */
export interface FoundTile {
  readonly spec: TileSpec;
  readonly marked: boolean;
  /** What `spec` describes: without a mark, one of each kind at the most. */
  readonly entries: readonly Entry[];
}

/** An entry's page and value in the words of a spec. */
interface Spelt {
  readonly entry: Entry;
  readonly page: string;
  readonly value: Entry['value'];
}

/**
 * What a URL's entries say, in the words of `specs` (what they were, and shall be) where those name the same page and group; null
 * when there is none. Where nothing is marked, an entry that is as one of `specs` says goes before others.
 */
export function findTile(document: GlanceDocument, url: string, specs: readonly TileSpec[]): FoundTile | null {
  const all = entriesOf(document, url).map((entry) => spell(document, entry, specs));
  if (all.length === 0) return null;
  const mine = all.filter(({ entry }) => entry.marked);
  const marked = mine.length > 0;
  const counted = marked ? mine : kinds.flatMap((kind) => closest(all, kind, specs));
  const [bookmarks, monitors] = kinds.map((kind) => counted.filter(({ entry }) => entry.kind === kind)) as [Spelt[], Spelt[]];
  const pages = [...new Set(counted.map((one) => one.page))];
  const spec = {
    page: marked ? (pages[0] ?? '') : pages.join(' + '),
    bookmark: (bookmarks[0]?.value ?? null) as TileSpec['bookmark'],
    monitor: (monitors[0]?.value ?? null) as TileSpec['monitor'],
    // Of ours, a copy that the owner made, or one of the two moved to another page: the next change puts it right.
    live: !marked || (bookmarks.length < 2 && monitors.length < 2 && pages.length < 2),
  };
  return { spec, marked, entries: counted.map(({ entry }) => entry) };
}

function spell(document: GlanceDocument, entry: Entry, specs: readonly TileSpec[]): Spelt {
  const { kind, page, parent, value } = entry;
  const name = specs.findLast((spec) => findPage(document, spec.page)?.map === page.map)?.page ?? pageSlug(document, page);
  const groups = specs.flatMap((spec) => (kind === 'monitor' ? spec.monitor?.widget : spec.bookmark?.group) ?? []);
  const group = groups.findLast((one) => isIn(document, entry, one)) ?? titleOf(document, parent);
  return { entry, page: name, value: 'group' in value ? { ...value, group } : { ...value, widget: group } };
}

/** Whether a name of a group or widget leads to the entry's, or to another of that title on its page. */
export function isIn(document: GlanceDocument, { kind, page, parent }: Entry, group: string): boolean {
  const best = holderOf(document, page, kind, group);
  return best !== undefined && titleOf(document, best) === titleOf(document, parent);
}

function closest(all: readonly Spelt[], kind: Kind, specs: readonly TileSpec[]): Spelt[] {
  const candidates = all.filter(({ entry }) => entry.kind === kind);
  const known = candidates.find(({ page, value }) => specs.some((spec) => spec.page === page && equal(spec[kind], value)));
  return known ? [known] : candidates.slice(0, 1);
}

/** Whether the change was decided on this, somebody's entry without a mark, and it still is as it was then. */
export const decidedOn = ({ marked, spec }: FoundTile, before: TileSpec | null): boolean =>
  !marked && before !== null && equal({ ...spec, live: true }, { ...before, live: true });
