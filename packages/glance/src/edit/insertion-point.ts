import { HlError } from '@hl/core';
import type { GlanceDocument } from '../document/document.js';
import { children, findPage, holderOf, holders, listOf, pages, pageSlug, type Place, root, titleOf, widgets } from '../document/places.js';
import type { EntrySpec } from './entry-spec.js';
import type { Template } from './templates.js';

/** The list under `key` of `parent`, and what goes into it. */
export interface InsertionPoint {
  readonly parent: Place;
  readonly key: string;
  readonly items: readonly Template[];
  /** Whether something is made around the entries: a group, a widget, a column or a page, marked, so that it goes again with its last entry. */
  readonly wraps: boolean;
}

/**
 * The list that takes entries, with what is missing in between around them.
 *
 * @throws HlError HL_GLANCE_PAGE when something is missing and `create` is false; HL_GLANCE_CONFIG when the file is empty
 */
export function insertionPoint(
  document: GlanceDocument,
  { kind, page: wanted, group }: Pick<EntrySpec, 'kind' | 'page' | 'group'>,
  entries: readonly Template[],
  create: boolean,
): InsertionPoint {
  const page = findPage(document, wanted);
  const holder = page && holderOf(document, page, kind, group);
  if (holder) return { parent: holder, key: listOf[kind], items: entries, wraps: false };
  const template = (...fields: Template['fields']): Template => ({ fields });
  const at = (parent: Place, key: string, item: Template): InsertionPoint => ({ parent, key, items: [item], wraps: true });
  const links = template(['title', group], ['links', entries]);
  const widget =
    kind === 'monitor'
      ? template(['type', 'monitor'], ['title', group], ['sites', entries])
      : template(['type', 'bookmarks'], ['groups', [links]]);
  const column = template(['size', 'full'], ['widgets', [widget]]);
  if (!page) {
    const slugs = pages(document).map((one) => pageSlug(document, one));
    if (!create) throw missing(document, `page "${wanted}"`, slugs);
    const file = root(document);
    if (!file) throw noMapping(document);
    return at(file, 'pages', template(['name', `${wanted.charAt(0).toUpperCase()}${wanted.slice(1)}`], ['columns', [column]]));
  }
  const what = `${kind === 'monitor' ? 'monitor widget' : 'bookmark group'} "${group}" on page "${pageSlug(document, page)}"`;
  const titles = holders(document, page, kind).map((one) => titleOf(document, one));
  if (!create) throw missing(document, what, titles);
  const [bookmarks] = kind === 'bookmark' ? widgets(document, page, 'bookmarks') : [];
  if (bookmarks) return at(bookmarks, 'groups', links);
  const columns = children(document, page, 'columns');
  const full = columns.find(({ map }) => document.text(map, 'size') === 'full') ?? columns[0];
  return full ? at(full, 'widgets', widget) : at(page, 'columns', column);
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
