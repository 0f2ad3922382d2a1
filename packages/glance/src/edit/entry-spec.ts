import type { Bookmark, Monitor, TileSpec } from '../desired/desired.js';
import type { Kind } from '../document/places.js';
import type { Scalar } from './templates.js';

/** An entry as it shall be, and where it belongs: page and group (or widget), as the spec spells them. */
export interface EntrySpec {
  readonly kind: Kind;
  readonly url: string;
  readonly page: string;
  readonly group: string;
  readonly value: Bookmark | Monitor;
}

export function entrySpecs(url: string, spec: TileSpec | null): EntrySpec[] {
  if (spec === null) return [];
  const { page, bookmark, monitor } = spec;
  return [
    ...(bookmark ? [{ kind: 'bookmark' as const, url, page, group: bookmark.group, value: bookmark }] : []),
    ...(monitor ? [{ kind: 'monitor' as const, url, page, group: monitor.widget, value: monitor }] : []),
  ];
}

/** The keys of an entry that we answer for, in their order; null: the entry has none. All other keys are its owner's. */
export function fieldsOf({ url, value }: Pick<EntrySpec, 'url' | 'value'>): (readonly [key: string, value: Scalar | null])[] {
  if ('group' in value)
    return [
      ['title', value.title],
      ['url', url],
      ['description', value.description || null],
      ['icon', value.icon],
    ];
  return [
    ['title', value.title],
    ['url', url],
    ['check-url', value.checkUrl],
    ['icon', value.icon],
    ['timeout', value.timeout],
    ['allow-insecure', value.allowInsecure || null],
    ['alt-status-codes', value.altStatusCodes.length > 0 ? value.altStatusCodes : null],
  ];
}
