import type { YAMLMap } from 'yaml';
import type { GlanceDocument } from './document.js';
import { named, slugOf } from './name.js';

/** Where a node stands in the parsed data, e.g. `['pages', 0, 'columns', 1]`. */
export type Path = readonly (string | number)[];

export interface Place {
  readonly map: YAMLMap;
  readonly path: Path;
}

/** The mappings in the list under `key`. */
export function children(document: GlanceDocument, { map, path }: Place, key: string): Place[] {
  const list = document.seq(document.get(map, key));
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
  document.text(map, 'slug') || slugOf(document.text(map, 'name') ?? '');

/** The page with a slug, else with a name. Of those with one slug Glance shows the last. */
export function findPage(document: GlanceDocument, wanted: string): Place | undefined {
  const bySlug = new Map(pages(document).map((page) => [pageSlug(document, page), page]));
  return (
    bySlug.get(wanted) ?? named([...bySlug.values()], wanted, (page) => [document.text(page.map, 'name') ?? '', pageSlug(document, page)])
  );
}

/** All widgets of a page, at any depth, in the order of the file. */
export function widgets(document: GlanceDocument, page: Place): Place[] {
  const below = (place: Place, key: string): Place[] =>
    children(document, place, key).flatMap((widget) => [widget, ...below(widget, 'widgets')]);
  return [...below(page, 'head-widgets'), ...children(document, page, 'columns').flatMap((column) => below(column, 'widgets'))];
}

export const ofType = (document: GlanceDocument, all: readonly Place[], type: string): Place[] =>
  all.filter(({ map }) => document.text(map, 'type') === type);
