import { HlError } from '@hl/core';
import type { GlanceDocument } from './document.js';
import { titleOf } from './entries.js';
import { children, ofType, pageNames, pages, pageSlug, widgets } from './find.js';
import type { Place } from './find.js';
import { madeBookmarks, madeColumn, madeGroup, madeMonitorWidget, madePage } from './made.js';
import { named, slugOf } from './name.js';
import type { Made } from './render.js';
import { madeOf } from './wanted.js';
import type { Kind, Wanted } from './wanted.js';

/** What can hold an entry on a page: bookmark groups, or monitor widgets. */
export function holders(document: GlanceDocument, page: Place, kind: Kind): Place[] {
  const all = widgets(document, page);
  return kind === 'monitor'
    ? ofType(document, all, 'monitor')
    : ofType(document, all, 'bookmarks').flatMap((widget) => children(document, widget, 'groups'));
}

export const pageOf = (document: GlanceDocument, { page }: Wanted): Place | undefined =>
  named(pages(document), page, (one) => pageNames(document, one));

export const holderOf = (document: GlanceDocument, page: Place, { kind, group }: Wanted): Place | undefined =>
  named(holders(document, page, kind), group, (one) => [titleOf(document, one)]);

/**
 * The list that takes the entry, with what is missing in between around it.
 *
 * @throws HlError HL_GLANCE_PAGE when something is missing and `create` is false
 */
export function spot(document: GlanceDocument, wanted: Wanted, create: boolean): Place & { readonly key: string; readonly made: Made } {
  const { kind, group } = wanted;
  const need = (what: string, there: readonly string[]): void => {
    if (!create) throw missing(document, what, there);
  };
  const page = pageOf(document, wanted);
  const new_ = (slug: string): Made => {
    const entry = madeOf(wanted, { slug, title: group });
    return kind === 'monitor' ? madeMonitorWidget(group, entry) : madeBookmarks(madeGroup(group, entry));
  };
  if (!page) {
    need(
      `page "${wanted.page}"`,
      pages(document).map((one) => pageSlug(document, one)),
    );
    const root = document.map(document.yaml.contents);
    if (!root) throw missing(document, `page "${wanted.page}"`, []);
    return { map: root, path: [], key: 'pages', made: madePage(wanted.page, madeColumn(new_(slugOf(wanted.page)))) };
  }
  const slug = pageSlug(document, page);
  const all = holders(document, page, kind);
  const holder = holderOf(document, page, wanted);
  if (holder)
    return { ...holder, key: kind === 'monitor' ? 'sites' : 'links', made: madeOf(wanted, { slug, title: titleOf(document, holder) }) };

  need(
    kind === 'monitor' ? `monitor widget "${group}" on page "${slug}"` : `bookmark group "${group}" on page "${slug}"`,
    all.map((one) => titleOf(document, one)),
  );
  const [bookmarks] = kind === 'bookmark' ? ofType(document, widgets(document, page), 'bookmarks') : [];
  if (bookmarks) return { ...bookmarks, key: 'groups', made: madeGroup(group, madeOf(wanted, { slug, title: group })) };
  const columns = children(document, page, 'columns');
  const column = columns.find(({ map }) => document.text(map, 'size') === 'full') ?? columns[0];
  return column ? { ...column, key: 'widgets', made: new_(slug) } : { ...page, key: 'columns', made: madeColumn(new_(slug)) };
}

const missing = (document: GlanceDocument, what: string, there: readonly string[]): HlError =>
  new HlError('HL_GLANCE_PAGE', `${document.main} has no ${what}`, {
    kind: 'input',
    hint: `${there.length > 0 ? `There is: ${there.join(', ')}. ` : ''}Name one that is there, or set glance.create: true in hl.yml.`,
  });
