import { isAlias, isMap, isScalar, type Node, type Pair, type YAMLMap } from 'yaml';
import type { GlanceDocument } from './document.js';

/** What says "hl made this": a comment at the end of one of the entry's lines. */
export const mark = '# hl';

/** Behind the brackets of a flow collection that ends there; a comment of the owner's may follow. */
const pattern = /^[ \t\]},]*[ \t]# hl(?:[ \t;].*)?$/;

export function isMarked(document: GlanceDocument, item: unknown): boolean {
  if (!isMap(item)) return false;
  return item.flow ? isBehind(document, item) : markedPairs(document, item).length > 0;
}

/** The fields of an entry, not in braces, that have a mark behind them. */
export const markedPairs = (document: GlanceDocument, item: YAMLMap): Pair[] =>
  item.items.filter(({ value }) => (isScalar(value) || isAlias(value)) && isBehind(document, value));

const isBehind = (document: GlanceDocument, { range }: Node): boolean => range?.[1] !== undefined && pattern.test(document.after(range[1]));
