import { isMap, isScalar, isSeq, Scalar } from 'yaml';
import type { CST, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import type { GlanceDocument } from './document.js';

export const start = (node: Node): number => node.range?.[0] ?? 0;
export const end = (node: Node): number => node.range?.[1] ?? 0;

export const pairOf = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);

/** Offset of the dash of the list's item. */
export function dashOf(list: YAMLSeq, index: number): number {
  const items = ((list.srcToken as CST.BlockSequence | undefined)?.items ?? []).flatMap(({ start }) =>
    start.filter(({ type }) => type === 'seq-item-ind'),
  );
  return items[index]?.offset ?? start(list);
}

/** The last line that belongs to the list's item. */
export function lastLine(document: GlanceDocument, list: YAMLSeq, index: number): number {
  const node = list.items[index] as Node | null;
  return lastLineOf(document, node, dashOf(list, index));
}

/** The last line of a node; `from` is where it begins at the least. */
export function lastLineOf(document: GlanceDocument, node: Node | null, from: number): number {
  let tail: unknown = node;
  while ((isMap(tail) || isSeq(tail)) && !tail.flow && tail.items.length > 0) {
    const last: unknown = tail.items.at(-1);
    tail = isMap(tail) ? ((last as Pair).value ?? (last as Pair).key) : last;
  }
  const until = Math.max(from + 1, tail ? end(tail as Node) : 0);
  const text = document.expanded.text;
  if (
    isScalar(tail) &&
    (tail.type === Scalar.BLOCK_LITERAL || tail.type === Scalar.BLOCK_FOLDED) &&
    /^[|>]\d?\+/.test(text.slice(start(tail)))
  ) {
    return document.at(text[until - 1] === '\n' ? until - 1 : until).line; // blank lines at the end are part of the text
  }
  return document.at(from + text.slice(from, until).trimEnd().length).line;
}
