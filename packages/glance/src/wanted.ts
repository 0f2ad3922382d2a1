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

export function madeOf({ kind, url, value, written }: Wanted): Made {
  const made = kind === 'bookmark' ? madeBookmark(url, value as Bookmark) : madeMonitor(url, value as Monitor);
  return written ? { ...made, written } : made;
}
