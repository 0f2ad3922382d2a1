import type { YAMLMap } from 'yaml';
import { groupBy } from '@hl/core';
import type { Bookmark, Monitor } from '../desired/desired.js';
import type { GlanceDocument } from './document.js';
import { isMarked } from './mark.js';
import { urlKey } from './matching.js';
import { children, holders, type Item, type Kind, kinds, listOf, pages, titleOf } from './places.js';

/** A bookmark or a monitored site; its parent is the bookmarks group or monitor widget. */
export interface Entry extends Item {
  readonly kind: Kind;
  readonly url: string;
  readonly page: Item;
  readonly parent: Item;
  readonly marked: boolean;
  readonly value: Bookmark | Monitor;
}

const known = new WeakMap<GlanceDocument, Map<string, Entry[]>>();

/** The entries of a URL, however it is spelt. */
export const entriesOf = (document: GlanceDocument, url: string): readonly Entry[] => allOf(document).get(urlKey(url)) ?? [];

function allOf(document: GlanceDocument): Map<string, Entry[]> {
  const all = known.get(document) ?? groupBy(entries(document), (entry) => urlKey(entry.url));
  known.set(document, all);
  return all;
}

/** URLs that have an entry of ours, as it spells them. */
export const markedIn = (document: GlanceDocument): string[] =>
  [...allOf(document).values()].flatMap((all) => all.find(({ marked }) => marked)?.url ?? []);

/** Those of ours. */
export const markedEntries = (document: GlanceDocument, url: string): Entry[] => entriesOf(document, url).filter(({ marked }) => marked);

/** Every bookmark and monitored site of the file. One that is reached twice, through an alias, counts once. */
function entries(document: GlanceDocument): Entry[] {
  const seen = new Set<YAMLMap>();
  return pages(document)
    .flatMap((page) =>
      kinds.flatMap((kind) =>
        holders(document, page, kind).flatMap((parent) =>
          children(document, parent, listOf[kind]).map((item): Entry => {
            const url = document.text(item.map, 'url') ?? '';
            return { ...item, kind, url, page, parent, marked: isMarked(document, item.map), value: valueOf(document, kind, parent, item) };
          }),
        ),
      ),
    )
    .filter(({ map }) => !seen.has(map) && seen.add(map));
}

function valueOf(document: GlanceDocument, kind: Kind, parent: Item, { map }: Item): Bookmark | Monitor {
  const text = (key: string): string | null => document.text(map, key);
  const [title, icon] = [text('title') ?? '', text('icon')];
  if (kind === 'bookmark') return { group: titleOf(document, parent), title, description: text('description') ?? '', icon };
  const codes: unknown = document.seq(document.get(map, 'alt-status-codes'))?.toJSON();
  return {
    ...{ widget: titleOf(document, parent), title, checkUrl: text('check-url'), icon, timeout: text('timeout') },
    altStatusCodes: Array.isArray(codes) ? codes.map(Number) : [],
    allowInsecure: text('allow-insecure') === 'true',
  };
}
