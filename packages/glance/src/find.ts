import type { YAMLMap } from 'yaml';
import type { GlanceDocument } from './document.js';
import { slugOf } from './name.js';

/** Where a node stands in the parsed data, e.g. `['pages', 0, 'columns', 1]`. */
export type Path = readonly (string | number)[];

export interface Place {
  readonly map: YAMLMap;
  readonly path: Path;
}

/** The mappings in the list under `key`. */
export function children(document: GlanceDocument, { map, path }: Place, key: string): Place[] {
  const list = document.seq(map.get(key, true));
  return (list?.items ?? []).flatMap((item, index) => {
    const found = document.map(item);
    return found ? [{ map: found, path: [...path, key, index] }] : [];
  });
}

export function pages(document: GlanceDocument): Place[] {
  const root = document.map(document.yaml.contents);
  return root ? children(document, { map: root, path: [] }, 'pages') : [];
}

/** What a page's address ends in: its own slug, else Glance makes one of the name. */
export const pageSlug = (document: GlanceDocument, { map }: Place): string =>
  document.text(map, 'slug') ?? slugOf(document.text(map, 'name') ?? '');

export const pageNames = (document: GlanceDocument, page: Place): string[] => [
  pageSlug(document, page),
  document.text(page.map, 'name') ?? '',
];

/** All widgets of a page, at any depth, in the order of the file. */
export function widgets(document: GlanceDocument, page: Place): Place[] {
  const below = (place: Place, key: string): Place[] =>
    children(document, place, key).flatMap((widget) => [widget, ...below(widget, 'widgets')]);
  return [...below(page, 'head-widgets'), ...children(document, page, 'columns').flatMap((column) => below(column, 'widgets'))];
}

export const ofType = (document: GlanceDocument, all: readonly Place[], type: string): Place[] =>
  all.filter(({ map }) => document.text(map, 'type') === type);
