import { edited, proven } from './draft.js';
import type { Draft } from './draft.js';
import type { TileSpec } from './desired.js';
import type { GlanceDocument } from './document.js';
import { entries, titleOf } from './entries.js';
import type { Entry } from './entries.js';
import { pageSlug } from './find.js';
import type { Path } from './find.js';
import { insertion } from './insert.js';
import { outermost, removal } from './remove.js';
import { value } from './render.js';
import { holderOf, pageOf, spot } from './spot.js';
import { nextEdit } from './update.js';
import { urlKey } from './name.js';
import { madeOf, wantedOf } from './wanted.js';
import type { Kind, Wanted } from './wanted.js';

/** What we answer for in an entry; other keys are the owner's. */
const knownKeys: Record<Kind, readonly string[]> = {
  bookmark: ['title', 'url', 'description', 'icon'],
  monitor: ['title', 'url', 'check-url', 'icon', 'timeout', 'allow-insecure', 'alt-status-codes'],
};

export interface TileOptions {
  /** Make what is missing: page, group, widget. */
  readonly create: boolean;
  /** Entries with the same URL that hl did not make are this tile's, too. */
  readonly takeOver: boolean;
}

/**
 * The document with one tile as `spec` says; `null` takes it out. Entries with the same URL that hl did not make are
 * left alone, unless `takeOver`.
 *
 * @throws HlError HL_GLANCE_PAGE when the page, group or widget is missing and `create` is false; what editing throws
 */
export function putTile(draft: Draft, url: string, spec: TileSpec | null, { create, takeOver }: TileOptions): Draft {
  return (['bookmark', 'monitor'] as const).reduce((current, kind) => {
    const wanted = wantedOf(kind, url, spec);
    const mine = ({ document }: Draft): Entry[] =>
      entries(document).filter((entry) => entry.kind === kind && urlKey(entry.url) === urlKey(url) && (entry.marked || takeOver));
    const all = mine(current);
    const keep = wanted && all.find((entry) => isAt(current.document, entry, wanted));
    const next = all.filter((entry) => entry !== keep).reduceRight((left, { path }) => without(left, path), current);
    if (!wanted) return next;
    const [kept] = keep ? mine(next) : [];
    return kept ? updated(next, kept, wanted) : added(next, wanted, create);
  }, draft);
}

function isAt(document: GlanceDocument, entry: Entry, wanted: Wanted): boolean {
  const page = pageOf(document, wanted);
  return page?.map === entry.page.map && page !== undefined && holderOf(document, page, wanted)?.map === entry.holder.map;
}

function without(draft: Draft, path: Path): Draft {
  const target = outermost(draft.document, path);
  return proven(edited(draft, removal(draft.document, target)), (data) => {
    (at(data, target.slice(0, -1)) as unknown[]).splice(target.at(-1) as number, 1);
  });
}

function updated(draft: Draft, entry: Entry, wanted: Wanted): Draft {
  const made = madeOf(wanted, { slug: pageSlug(draft.document, entry.page), title: titleOf(draft.document, entry.holder) });
  let current = draft;
  for (let rounds = 0; rounds < 20; rounds += 1) {
    const item = current.document.map(current.document.node(entry.path));
    const edit = item && nextEdit(current.document, item, made, knownKeys[wanted.kind]);
    if (!edit) break;
    current = edited(current, [edit]);
  }
  return proven(current, (data) => {
    const item = at(data, entry.path) as Record<string, unknown>;
    for (const key of knownKeys[wanted.kind]) delete item[key];
    Object.assign(item, value(made));
  });
}

function added(draft: Draft, wanted: Wanted, create: boolean): Draft {
  const { map, path, key, made } = spot(draft.document, wanted, create);
  return proven(edited(draft, [insertion(draft.document, map, key, made)]), (data) => {
    const holder = at(data, path) as Record<string, unknown>;
    if (Array.isArray(holder[key])) (holder[key] as unknown[]).push(value(made));
    else holder[key] = [value(made)];
  });
}

const at = (data: unknown, path: Path): unknown => path.reduce((node, step) => (node as Record<string | number, unknown>)[step], data);
