import { isAlias, type YAMLMap, type YAMLSeq } from 'yaml';
import type { GlanceDocument } from './document.js';
import { named, slugOf } from './matching.js';

/** A mapping of the file. */
export interface Place {
  readonly map: YAMLMap;
  /** Offset of an alias through which it is reached; null when there is none. */
  readonly alias: number | null;
}

/** A mapping in the list under a key of another one. */
export interface Item extends Place {
  readonly parent: Place | Item;
  readonly key: string;
  readonly list: YAMLSeq;
  readonly index: number;
}

const aliasAt = (node: unknown): number | null => (isAlias(node) ? (node.range?.[0] ?? 0) : null);

/** Where an alias stands on the way to the list under a key, if one does. */
export const aliasTo = (document: GlanceDocument, { map, alias }: Place, key: string): number | null =>
  alias ?? aliasAt(document.get(map, key));

/** The mappings in the list under `key`. */
export function children(document: GlanceDocument, parent: Place, key: string): Item[] {
  const list = document.seq(document.get(parent.map, key));
  const alias = aliasTo(document, parent, key);
  return (list?.items ?? []).flatMap((item, index) => {
    const map = document.map(item);
    return list && map ? [{ map, parent, key, list, index, alias: alias ?? aliasAt(item) }] : [];
  });
}

/** The whole file; null when it is not a mapping. */
export function root(document: GlanceDocument): Place | null {
  const map = document.map(document.yaml.contents);
  return map && { map, alias: null };
}

export function pages(document: GlanceDocument): Item[] {
  const file = root(document);
  return file ? children(document, file, 'pages') : [];
}

/** What a page's address ends in: its own slug, else Glance makes one of the name. */
export const pageSlug = (document: GlanceDocument, { map }: Place): string =>
  document.text(map, 'slug') || slugOf(document.text(map, 'name') ?? '');

/** The page with a slug, else with a name. Of those with one slug Glance shows the last. */
export function findPage(document: GlanceDocument, name: string): Item | undefined {
  const bySlug = new Map(pages(document).map((page) => [pageSlug(document, page), page]));
  return bySlug.get(name) ?? named([...bySlug.values()], name, (page) => [document.text(page.map, 'name') ?? '', pageSlug(document, page)]);
}

/** All widgets of a page, at any depth, in the order of the file; or those of one type. */
export function widgets(document: GlanceDocument, page: Place, type?: string): Item[] {
  const below = (place: Place, key: string): Item[] =>
    children(document, place, key).flatMap((widget) => [widget, ...below(widget, 'widgets')]);
  const all = [...below(page, 'head-widgets'), ...children(document, page, 'columns').flatMap((column) => below(column, 'widgets'))];
  return type === undefined ? all : all.filter(({ map }) => document.text(map, 'type') === type);
}

export const kinds = ['bookmark', 'monitor'] as const;
export type Kind = (typeof kinds)[number];

/** The key of the list of entries in what holds them. */
export const listOf = { bookmark: 'links', monitor: 'sites' } as const;

/** What can hold an entry on a page: bookmark groups, or monitor widgets. */
export const holders = (document: GlanceDocument, page: Place, kind: Kind): Item[] =>
  kind === 'monitor'
    ? widgets(document, page, 'monitor')
    : widgets(document, page, 'bookmarks').flatMap((widget) => children(document, widget, 'groups'));

/** Of a group or widget; Glance gives one to a monitor without. */
export const titleOf = (document: GlanceDocument, { map }: Place): string =>
  document.text(map, 'title') ?? (document.text(map, 'type') === 'monitor' ? 'Monitor' : '');

/** The group, or monitor widget, of a name on a page. */
export const holderOf = (document: GlanceDocument, page: Place, kind: Kind, group: string): Item | undefined =>
  named(holders(document, page, kind), group, (one) => [titleOf(document, one)]);
