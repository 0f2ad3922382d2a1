import { HlError } from '@hl/core';
import type { Bookmark, Monitor, TileSpec } from './desired.js';
import type { GlanceDocument } from './document.js';
import { entries, titleOf } from './entries.js';
import type { Entry } from './entries.js';
import { children, ofType, pageNames, pages, pageSlug, widgets } from './find.js';
import type { Path, Place } from './find.js';
import { insertion } from './insert.js';
import { madeBookmark, madeBookmarks, madeColumn, madeGroup, madeMonitor, madeMonitorWidget, madePage } from './made.js';
import { named, slugOf } from './name.js';
import { edited, prove } from './prove.js';
import { outermost, removal } from './remove.js';
import { value } from './render.js';
import type { Made } from './render.js';
import { nextEdit } from './update.js';

type Kind = Entry['kind'];

const knownKeys: Record<Kind, readonly string[]> = {
  bookmark: ['title', 'url', 'description', 'icon'],
  monitor: ['title', 'url', 'check-url', 'icon', 'timeout', 'allow-insecure', 'alt-status-codes'],
};

/** Where an entry belongs: page and group (or widget), as the spec spells them. */
interface Wanted {
  readonly kind: Kind;
  readonly url: string;
  readonly page: string;
  readonly group: string;
  readonly value: Bookmark | Monitor;
}

const wantedOf = (kind: Kind, url: string, spec: TileSpec | null): Wanted | null => {
  const value = spec?.[kind] ?? null;
  return spec === null || value === null
    ? null
    : { kind, url, page: spec.page, group: 'group' in value ? value.group : value.widget, value };
};

/** `mark`: no place where the page and the group are called just so. */
function madeOf({ kind, url, page, group, value }: Wanted, found: { readonly slug: string; readonly title: string }): Made {
  const place = found.slug === page && found.title === group ? null : ([page, group] as const);
  return kind === 'bookmark' ? madeBookmark(url, value as Bookmark, place) : madeMonitor(url, value as Monitor, place);
}

/**
 * The document with one tile as `spec` says; `null` takes it out. Entries with the same URL that hl did not make are
 * left alone, unless `takeOver`.
 *
 * @throws HlError HL_GLANCE_PAGE when the page, group or widget is missing and `create` is false; what editing throws
 */
export function putTile(
  document: GlanceDocument,
  url: string,
  spec: TileSpec | null,
  { create, takeOver }: { create: boolean; takeOver: boolean },
): GlanceDocument {
  return (['bookmark', 'monitor'] as const).reduce((current, kind) => {
    const wanted = wantedOf(kind, url, spec);
    const mine = entries(current).filter((entry) => entry.kind === kind && entry.url === url && (entry.marked || takeOver));
    const [keep] = wanted ? mine.filter((entry) => isAt(current, entry, wanted)) : [];
    const next = mine.filter((entry) => entry !== keep).reduceRight((left, { path }) => without(left, path), current);
    if (!wanted) return next;
    const kept = keep && entries(next).find((entry) => entry.kind === kind && entry.url === url && (entry.marked || takeOver));
    return kept ? updated(next, kept, wanted) : added(next, wanted, create);
  }, document);
}

const isAt = (document: GlanceDocument, entry: Entry, { page, group }: Wanted): boolean =>
  named(pages(document), page, (one) => pageNames(document, one))?.map === entry.page.map &&
  named(holders(document, entry.page, entry.kind), group, (one) => [titleOf(document, one)])?.map === entry.holder.map;

const holders = (document: GlanceDocument, page: Place, kind: Kind): Place[] => {
  const all = widgets(document, page);
  return kind === 'monitor'
    ? ofType(document, all, 'monitor')
    : ofType(document, all, 'bookmarks').flatMap((widget) => children(document, widget, 'groups'));
};

function without(document: GlanceDocument, path: Path): GlanceDocument {
  const target = outermost(document, path);
  return prove(document, edited(document, removal(document, target)), (data) => {
    (at(data, target.slice(0, -1)) as unknown[]).splice(target.at(-1) as number, 1);
  });
}

function updated(document: GlanceDocument, entry: Entry, wanted: Wanted): GlanceDocument {
  const made = madeOf(wanted, { slug: pageSlug(document, entry.page), title: titleOf(document, entry.holder) });
  let current = document;
  for (let rounds = 0; rounds < 20; rounds += 1) {
    const item = current.map(current.node(entry.path));
    const edit = item && nextEdit(current, item, made, knownKeys[wanted.kind]);
    if (!edit) break;
    current = edited(current, [edit]);
  }
  return prove(document, current, (data) => {
    const item = at(data, entry.path) as Record<string, unknown>;
    for (const key of knownKeys[wanted.kind]) delete item[key];
    Object.assign(item, value(made));
  });
}

function added(document: GlanceDocument, wanted: Wanted, create: boolean): GlanceDocument {
  const { map, path, key, made } = spot(document, wanted, create);
  return prove(document, edited(document, [insertion(document, map, key, made)]), (data) => {
    const holder = at(data, path) as Record<string, unknown>;
    if (Array.isArray(holder[key])) (holder[key] as unknown[]).push(value(made));
    else holder[key] = [value(made)];
  });
}

/** The list that takes the entry, with what is missing in between around it. */
function spot(document: GlanceDocument, wanted: Wanted, create: boolean): Place & { readonly key: string; readonly made: Made } {
  const { kind, group } = wanted;
  const need = (what: string, there: readonly string[]): void => {
    if (!create) throw missing(document, what, there);
  };
  const page = named(pages(document), wanted.page, (one) => pageNames(document, one));
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
  const holder = named(all, group, (one) => [titleOf(document, one)]);
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

const at = (data: unknown, path: Path): unknown => path.reduce((node, step) => (node as Record<string | number, unknown>)[step], data);

const missing = (document: GlanceDocument, what: string, there: readonly string[]): HlError =>
  new HlError('HL_GLANCE_PAGE', `${document.main} has no ${what}`, {
    kind: 'input',
    hint: `${there.length > 0 ? `There is: ${there.join(', ')}. ` : ''}Name one that is there, or set glance.create: true in hl.yml.`,
  });
