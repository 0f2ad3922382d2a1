import { type CST, isMap, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { GlanceDocument } from './document.js';

export const start = (node: Node): number => node.range?.[0] ?? 0;
export const end = (node: Node): number => node.range?.[1] ?? 0;

/** A pair's key, and its value or, where there is none, its key again. */
export const keyOf = ({ key }: Pair): Node => key as Node;
export const tailOf = ({ key, value }: Pair): Node => (value ?? key) as Node;

export const pairOf = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);

export const isBlockScalar = (node: unknown): node is Scalar =>
  isScalar(node) && (node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL);

const dashes = new WeakMap<YAMLSeq, readonly number[]>();

/** Offset of the dash of the list's item; looked for once a list, which never changes. */
export function dashOf(list: YAMLSeq, index: number): number {
  const all = dashes.get(list) ?? dashesOf(list);
  dashes.set(list, all);
  return all[index] ?? start(list);
}

const dashesOf = (list: YAMLSeq): number[] =>
  ((list.srcToken as CST.BlockSequence | undefined)?.items ?? []).flatMap(({ start }) =>
    start.flatMap(({ type, offset }) => (type === 'seq-item-ind' ? [offset] : [])),
  );

/** The last line that belongs to the list's item. */
export const lastLineOfItem = (document: GlanceDocument, list: YAMLSeq, index: number): number =>
  lastLine(document, list.items[index] as Node | null, dashOf(list, index));

/** The last line of a node; `from` is where it begins at the least. */
export function lastLine(document: GlanceDocument, node: Node | null, from: number): number {
  let tail: unknown = node;
  while ((isMap(tail) || isSeq(tail)) && !tail.flow && tail.items.length > 0)
    tail = isMap(tail) ? tailOf(tail.items.at(-1) as Pair) : tail.items.at(-1);
  const until = Math.max(from + 1, tail ? end(tail as Node) : 0);
  const { text } = document.expanded;
  // Of a block scalar that keeps them, blank lines at the end are part of the text.
  if (isBlockScalar(tail) && /^[|>]\d?\+/.test(text.slice(start(tail))))
    return document.at(text[until - 1] === '\n' ? until - 1 : until).line;
  return document.at(from + text.slice(from, until).trimEnd().length).line;
}
