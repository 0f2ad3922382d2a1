import { type Change, equal, HlError } from '@hl/core';
import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import type { TileSpec } from '../desired/desired.js';
import type { GlanceDocument } from '../document/document.js';
import { type Entry, markedEntries } from '../document/entries.js';
import { isMarked } from '../document/mark.js';
import { urlKey } from '../document/matching.js';
import { findTile } from '../document/tile.js';
import { fieldsOf } from './entry-spec.js';

/**
 * Compares data, not text: every tile is as it shall be, its owner's own keys are still in it, and all the rest is what it was.
 *
 * @param read as the file is
 * @param before the same, with marks on what was taken over
 * @throws HlError HL_GLANCE_PROOF
 */
export function prove(read: GlanceDocument, before: GlanceDocument, after: GlanceDocument, changes: readonly Change<TileSpec>[]): void {
  const [was, is] = [before, after].map((document) => changes.flatMap(({ key }) => markedEntries(document, key))) as [Entry[], Entry[]];
  const isDone = ({ key, after: wanted }: Change<TileSpec>): boolean => {
    const tile = findTile(after, key, wanted === null ? [] : [wanted]);
    return equal(tile?.marked ? tile.spec : null, wanted?.bookmark || wanted?.monitor ? { ...wanted, live: true } : null);
  };
  const keepsOwnKeys = (entry: Entry): boolean => {
    const [former, copy] = was.filter(({ kind, url }) => kind === entry.kind && urlKey(url) === urlKey(entry.url));
    // What is moved into braces has our keys only.
    return !former || copy !== undefined || former.map.flow !== entry.map.flow || equal(ownKeys(before, former), ownKeys(after, entry));
  };
  const isMarkedOnly = before === read || equal(remainder(read, []), remainder(before, []));
  if (!isMarkedOnly || !changes.every(isDone) || !is.every(keepsOwnKeys) || !equal(remainder(before, was), remainder(after, is)))
    throw unproven(read);
}

const ownKeys = (document: GlanceDocument, entry: Entry): unknown => {
  const known = fieldsOf(entry).map(([key]) => key);
  return Object.entries(entry.map.toJS(document.yaml) as object).filter(([key]) => !known.includes(key));
};

const lists = new Set<unknown>(['pages', 'columns', 'head-widgets', 'widgets', 'groups', 'links', 'sites']);

/** All data but these entries and what hl made around them, aliases followed; a list that is empty counts as none. */
export function remainder(document: GlanceDocument, entries: readonly Entry[]): unknown {
  const known = new Map<unknown, unknown>(entries.map(({ map }) => [map, undefined]));
  const rest = (node: unknown): unknown => {
    const found = document.follow(node);
    if (!known.has(found)) {
      known.set(found, null); // until it is known: an alias may lead back to it
      known.set(found, of(found));
    }
    return known.get(found);
  };
  const ofMap = (map: YAMLMap): unknown => {
    const pairs = map.items.flatMap(({ key, value }) => {
      const [name, data] = [isScalar(key) ? key.source : rest(key), rest(value)];
      return lists.has(name) && (data === undefined || data === null) ? [] : [[name, data] as const];
    });
    const isEmpty = isMarked(document, map) && pairs.every(([, data]) => typeof data !== 'object' || data === null);
    return isEmpty && pairs.length < map.items.length ? undefined : pairs;
  };
  const of = (node: unknown): unknown => {
    if (isMap(node)) return ofMap(node);
    if (isSeq(node)) {
      const items = node.items.map(rest).filter((item) => item !== undefined);
      return items.length > 0 ? items : undefined;
    }
    return isScalar(node) ? node.value : null;
  };
  return rest(document.yaml.contents) ?? null;
}

export const unproven = ({ main }: GlanceDocument, cause?: unknown): HlError =>
  new HlError('HL_GLANCE_PROOF', `The edit of ${main} would have changed more than the tile; nothing was written`, {
    kind: 'refused',
    hint: 'Is a file included twice, or a list written in an unusual way? Add the tile by hand, or simplify that part of the file.',
    cause,
  });
