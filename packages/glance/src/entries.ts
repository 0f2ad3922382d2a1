import type { YAMLMap } from 'yaml';
import type { Bookmark, Monitor } from './desired.js';
import type { GlanceDocument } from './document.js';
import { children, ofType, pages, widgets } from './find.js';
import type { Path, Place } from './find.js';
import { isMarked } from './mark.js';

interface Common {
  readonly url: string;
  /** The page it stands on. */
  readonly page: Place;
  /** What holds the list: a bookmarks group or a monitor widget. */
  readonly holder: Place;
  readonly item: YAMLMap;
  readonly path: Path;
  readonly marked: boolean;
}

export type Entry = Common &
  ({ readonly kind: 'bookmark'; readonly value: Bookmark } | { readonly kind: 'monitor'; readonly value: Monitor });

/** Title that Glance gives to a monitor without one. */
const monitorTitle = 'Monitor';

export const titleOf = (document: GlanceDocument, { map }: Place): string =>
  document.text(map, 'title') ?? (document.text(map, 'type') === 'monitor' ? monitorTitle : '');

/** Every bookmark and monitored site of the file. One that is reached twice, through an alias, counts once. */
export function entries(document: GlanceDocument): Entry[] {
  const seen = new Set<YAMLMap>();
  return pages(document)
    .flatMap((page) => {
      const all = widgets(document, page);
      return [
        ...ofType(document, all, 'bookmarks')
          .flatMap((widget) => children(document, widget, 'groups'))
          .flatMap((group) => children(document, group, 'links').map((link) => bookmark(document, page, group, link))),
        ...ofType(document, all, 'monitor').flatMap((widget) =>
          children(document, widget, 'sites').map((site) => monitor(document, page, widget, site)),
        ),
      ];
    })
    .filter(({ item }) => !seen.has(item) && seen.add(item));
}

const common = (document: GlanceDocument, page: Place, holder: Place, { map, path }: Place): Common => ({
  url: document.text(map, 'url') ?? '',
  page,
  holder,
  item: map,
  path,
  marked: isMarked(document, map),
});

function bookmark(document: GlanceDocument, page: Place, holder: Place, link: Place): Entry {
  const text = (key: string): string | null => document.text(link.map, key);
  return {
    ...common(document, page, holder, link),
    kind: 'bookmark',
    value: { group: titleOf(document, holder), title: text('title') ?? '', description: text('description') ?? '', icon: text('icon') },
  };
}

function monitor(document: GlanceDocument, page: Place, holder: Place, site: Place): Entry {
  const text = (key: string): string | null => document.text(site.map, key);
  const codes: unknown = document.seq(document.get(site.map, 'alt-status-codes'))?.toJSON();
  return {
    ...common(document, page, holder, site),
    kind: 'monitor',
    value: {
      widget: titleOf(document, holder),
      title: text('title') ?? '',
      checkUrl: text('check-url'),
      icon: text('icon'),
      altStatusCodes: Array.isArray(codes) ? codes.map(Number) : [],
      allowInsecure: text('allow-insecure') === 'true',
      timeout: text('timeout'),
    },
  };
}
