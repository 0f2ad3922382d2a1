import type { GlanceDocument } from './document.js';
import { entries } from './entries.js';
import { children, pages } from './find.js';
import type { Path, Place } from './find.js';
import { isMarked } from './mark.js';
import { urlKey } from './name.js';

type Data = Record<string | number, unknown>;

const lists = ['pages', 'columns', 'head-widgets', 'widgets', 'groups', 'links', 'sites'];

/**
 * All data but the tiles of these URLs (as `urlKey` has them) and what hl made around them: no edit of theirs may change it. A list
 * that is empty counts as none.
 */
export function bystanders(document: GlanceDocument, urls: ReadonlySet<string>): unknown {
  const data = document.data();
  const mine = entries(document).filter(({ url, marked }) => marked && urls.has(urlKey(url)));
  // From the end, so that what is before still is where it was.
  for (const { path } of mine.reverse()) takeOut(data, path);
  for (const path of madeAround(document).reverse()) if (isEmpty(at(data, path))) takeOut(data, path);
  dropEmptyLists(data, new Set());
  return data;
}

const at = (data: unknown, path: Path): unknown => path.reduce((node, step) => (node as Data)[step], data);

const takeOut = (data: unknown, path: Path): void => void (at(data, path.slice(0, -1)) as unknown[]).splice(path.at(-1) as number, 1);

/** Pages, columns, widgets and groups with a mark, those inside behind those around them. */
function madeAround(document: GlanceDocument): Path[] {
  const below = (place: Place): Place[] =>
    ['columns', 'head-widgets', 'widgets', 'groups'].flatMap((key) =>
      children(document, place, key).flatMap((child) => [child, ...below(child)]),
    );
  return pages(document)
    .flatMap((page) => [page, ...below(page)])
    .filter(({ map }) => isMarked(document, map))
    .map(({ path }) => path);
}

const isEmpty = (map: unknown): boolean =>
  Object.values(map as Data).every((value) => typeof value !== 'object' || value === null || (Array.isArray(value) && value.length === 0));

function dropEmptyLists(node: unknown, seen: Set<unknown>): void {
  if (typeof node !== 'object' || node === null || seen.has(node)) return;
  seen.add(node);
  for (const [key, value] of Object.entries(node as Data)) {
    dropEmptyLists(value, seen);
    if (lists.includes(key) && (value === null || (Array.isArray(value) && value.length === 0))) delete (node as Data)[key];
  }
}
