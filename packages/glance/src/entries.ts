import type { YAMLMap } from 'yaml';
import type { Bookmark, Monitor } from './desired.js';
import type { GlanceDocument } from './document.js';
import { children, findPage, ofType, pages, pageSlug, widgets } from './find.js';
import type { Path, Place } from './find.js';
import { markOf } from './mark.js';
import { plain } from './name.js';

interface Common {
  readonly url: string;
  /** The page it stands on. */
  readonly page: Place;
  /** As the mark spells it, if that still is this page; else its slug. */
  readonly pageName: string;
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

function common(document: GlanceDocument, page: Place, holder: Place, { map, path }: Place): Common & { readonly group: string } {
  const mark = markOf(document, map);
  const [wantedPage, wantedGroup] = mark?.place ?? [];
  const title = titleOf(document, holder);
  return {
    url: document.text(map, 'url') ?? '',
    page,
    pageName: wantedPage !== undefined && findPage(document, wantedPage)?.map === page.map ? wantedPage : pageSlug(document, page),
    holder,
    item: map,
    path,
    marked: mark !== null,
    group: wantedGroup !== undefined && plain(wantedGroup) === plain(title) ? wantedGroup : title,
  };
}

function bookmark(document: GlanceDocument, page: Place, holder: Place, link: Place): Entry {
  const { group, ...rest } = common(document, page, holder, link);
  const text = (key: string): string | null => document.text(link.map, key);
  return {
    ...rest,
    kind: 'bookmark',
    value: { group, title: text('title') ?? '', description: text('description') ?? '', icon: text('icon') },
  };
}

function monitor(document: GlanceDocument, page: Place, holder: Place, site: Place): Entry {
  const { group, ...rest } = common(document, page, holder, site);
  const text = (key: string): string | null => document.text(site.map, key);
  const codes: unknown = document.seq(document.get(site.map, 'alt-status-codes'))?.toJSON();
  return {
    ...rest,
    kind: 'monitor',
    value: {
      widget: group,
      title: text('title') ?? '',
      checkUrl: text('check-url'),
      icon: text('icon'),
      altStatusCodes: Array.isArray(codes) ? codes.map(Number) : [],
      allowInsecure: text('allow-insecure') === 'true',
      timeout: text('timeout'),
    },
  };
}
