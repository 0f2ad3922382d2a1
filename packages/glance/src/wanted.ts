import type { Bookmark, Monitor, TileSpec } from './desired.js';
import type { Entry } from './entries.js';
import { madeBookmark, madeMonitor } from './made.js';
import type { Made, Written } from './render.js';

export type Kind = Entry['kind'];

/** An entry as it shall be, and where it belongs: page and group (or widget), as the spec spells them. */
export interface Wanted {
  readonly kind: Kind;
  readonly url: string;
  readonly page: string;
  readonly group: string;
  readonly value: Bookmark | Monitor;
  /** It stands elsewhere. */
  readonly written?: Written;
}

export function wantedOf(kind: Kind, url: string, spec: TileSpec | null): Wanted | null {
  const value = spec?.[kind] ?? null;
  if (spec === null || value === null) return null;
  return { kind, url, page: spec.page, group: 'group' in value ? value.group : value.widget, value };
}

/** Its mark names the place only where the page or the group that was found is spelt otherwise. */
export function madeOf({ kind, url, page, group, value, written }: Wanted, found: { readonly slug: string; readonly title: string }): Made {
  const place = found.slug === page && found.title === group ? null : ([page, group] as const);
  const made = kind === 'bookmark' ? madeBookmark(url, value as Bookmark, place) : madeMonitor(url, value as Monitor, place);
  return written ? { ...made, written } : made;
}
