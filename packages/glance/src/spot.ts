import { HlError } from '@hl/core';
import type { GlanceDocument } from './document.js';
import { titleOf } from './entries.js';
import { children, findPage, ofType, pages, pageSlug, widgets } from './find.js';
import type { Path, Place } from './find.js';
import { madeBookmarks, madeColumn, madeGroup, madeMonitorWidget, madePage } from './made.js';
import { named, plain, slugOf } from './name.js';
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

export const holderOf = (document: GlanceDocument, page: Place, { kind, group }: Wanted): Place | undefined =>
  named(holders(document, page, kind), group, (one) => [titleOf(document, one)]);

/** Where something new goes, and what. */
export interface Spot extends Place {
  readonly key: string;
  readonly made: Made;
  /** What is made around the entry, so that two entries do not both make it; null when nothing is. */
  readonly claim: string | null;
}

/**
 * The list that takes the entry, with what is missing in between around it.
 *
 * @throws HlError HL_GLANCE_PAGE when something is missing and `create` is false
 */
export function spot(document: GlanceDocument, wanted: Wanted, create: boolean): Spot {
  const { kind, group } = wanted;
  const need = (what: string, there: readonly string[]): void => {
    if (!create) throw missing(document, what, there);
  };
  const page = findPage(document, wanted.page);
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
    if (!root) throw noMapping(document);
    const made = madePage(wanted.page, madeColumn(new_(slugOf(wanted.page))));
    return { map: root, path: [], key: 'pages', made, claim: claimOf([], 'page', wanted.page) };
  }
  const slug = pageSlug(document, page);
  const all = holders(document, page, kind);
  const holder = holderOf(document, page, wanted);
  if (holder)
    return {
      ...holder,
      key: kind === 'monitor' ? 'sites' : 'links',
      made: madeOf(wanted, { slug, title: titleOf(document, holder) }),
      claim: null,
    };

  need(
    kind === 'monitor' ? `monitor widget "${group}" on page "${slug}"` : `bookmark group "${group}" on page "${slug}"`,
    all.map((one) => titleOf(document, one)),
  );
  const [bookmarks] = kind === 'bookmark' ? ofType(document, widgets(document, page), 'bookmarks') : [];
  if (bookmarks) {
    const made = madeGroup(group, madeOf(wanted, { slug, title: group }));
    return { ...bookmarks, key: 'groups', made, claim: claimOf(bookmarks.path, 'group', group) };
  }
  const columns = children(document, page, 'columns');
  const column = columns.find(({ map }) => document.text(map, 'size') === 'full') ?? columns[0];
  if (!column) return { ...page, key: 'columns', made: madeColumn(new_(slug)), claim: claimOf(page.path, 'column', '') };
  return { ...column, key: 'widgets', made: new_(slug), claim: claimOf(page.path, kind, kind === 'monitor' ? group : '') };
}

const claimOf = (path: Path, what: string, name: string): string => JSON.stringify([path, what, plain(name)]);

const noMapping = ({ main }: GlanceDocument): HlError =>
  new HlError('HL_GLANCE_CONFIG', `${main} is empty, or not a mapping`, {
    kind: 'input',
    hint: 'Glance itself does not start with it: write at least one page.',
  });

const missing = (document: GlanceDocument, what: string, there: readonly string[]): HlError =>
  new HlError('HL_GLANCE_PAGE', `${document.main} has no ${what}`, {
    kind: 'input',
    hint: `${there.length > 0 ? `There is: ${there.join(', ')}. ` : ''}Name one that is there, or set glance.create: true in hl.yml.`,
  });
