import { HlError } from '@hl/core';
import type { GlanceDocument } from './document.js';
import { titleOf } from './entries.js';
import { children, findPage, ofType, pages, pageSlug, widgets } from './find.js';
import type { Place } from './find.js';
import { madeBookmarks, madeColumn, madeGroup, madeMonitorWidget, madePage } from './made.js';
import { named } from './name.js';
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

/** The group, or monitor widget, of a name on a page. */
export const holderOf = (document: GlanceDocument, page: Place, { kind, group }: Pick<Wanted, 'kind' | 'group'>): Place | undefined =>
  named(holders(document, page, kind), group, (one) => [titleOf(document, one)]);

/** Where something new goes, and what. */
export interface Spot extends Place {
  readonly key: string;
  readonly made: Made;
  /** Something is made around the entry, which another entry may need as well. */
  readonly makes: boolean;
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
  const entry = madeOf(wanted);
  const widget = kind === 'monitor' ? madeMonitorWidget(group, entry) : madeBookmarks(madeGroup(group, entry));
  if (!page) {
    need(
      `page "${wanted.page}"`,
      pages(document).map((one) => pageSlug(document, one)),
    );
    const root = document.map(document.yaml.contents);
    if (!root) throw noMapping(document);
    return { map: root, path: [], key: 'pages', made: madePage(wanted.page, madeColumn(widget)), makes: true };
  }
  const holder = holderOf(document, page, wanted);
  if (holder) return { ...holder, key: kind === 'monitor' ? 'sites' : 'links', made: entry, makes: false };

  const slug = pageSlug(document, page);
  need(
    kind === 'monitor' ? `monitor widget "${group}" on page "${slug}"` : `bookmark group "${group}" on page "${slug}"`,
    holders(document, page, kind).map((one) => titleOf(document, one)),
  );
  const [bookmarks] = kind === 'bookmark' ? ofType(document, widgets(document, page), 'bookmarks') : [];
  if (bookmarks) return { ...bookmarks, key: 'groups', made: madeGroup(group, entry), makes: true };
  const columns = children(document, page, 'columns');
  const column = columns.find(({ map }) => document.text(map, 'size') === 'full') ?? columns[0];
  if (!column) return { ...page, key: 'columns', made: madeColumn(widget), makes: true };
  return { ...column, key: 'widgets', made: widget, makes: true };
}

const noMapping = ({ main }: GlanceDocument): HlError =>
  new HlError('HL_GLANCE_CONFIG', `${main} is empty, or not a mapping`, {
    kind: 'refused',
    hint: 'Glance itself does not start with it: write at least one page.',
  });

const missing = (document: GlanceDocument, what: string, there: readonly string[]): HlError =>
  new HlError('HL_GLANCE_PAGE', `${document.main} has no ${what}`, {
    kind: 'refused',
    hint: `${there.length > 0 ? `There is: ${there.join(', ')}. ` : ''}Name one that is there, or set glance.create: true in hl.yml.`,
  });
