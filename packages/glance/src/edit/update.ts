import { HlError } from '@hl/core';
import { isAlias, isNode, isScalar, type Node, type Pair, type YAMLMap } from 'yaml';
import type { GlanceDocument } from '../document/document.js';
import { isMarked, mark, markedPairs } from '../document/mark.js';
import { end, isBlockScalar, keyOf, lastLine, pairOf, start, tailOf } from '../document/nodes.js';
import { type Edit, replaced, type Replacement } from './edit.js';
import { innerIndent } from './insert.js';
import { flowScalar, scalar, type Scalar } from './templates.js';

/**
 * The edit after which an entry has these fields (null: it has not) and a mark; null when it is so already. All other keys, and all
 * comments, are the owner's and stay.
 *
 * @throws HlError HL_GLANCE_SHAPE when there is no room for a mark
 */
export function update(document: GlanceDocument, item: YAMLMap, fields: readonly (readonly [string, Scalar | null])[]): Edit | null {
  const gone = fields.flatMap(([key, value]) => (value === null ? (pairOf(item, key) ?? []) : []));
  const kept = item.items.filter((pair) => !gone.includes(pair));
  const replacements = fields.flatMap(([key, value]): Replacement[] => {
    const pair = pairOf(item, key);
    if (value === null) return pair ? [without(document, item, pair, kept)] : [];
    if (!pair) return [added(document, item, kept.at(-1) as Pair, key, value)];
    return isSame(document, item, key, value) ? [] : [changed(document, item, pair, value)];
  });
  const marked = item.flow ? isMarked(document, item) : markedPairs(document, item).some((pair) => kept.includes(pair));
  if (!marked) replacements.push(marking(document, item));
  return replacements.length === 0 ? null : replaced(document, replacements);
}

function isSame(document: GlanceDocument, item: YAMLMap, key: string, value: Scalar): boolean {
  const list = document.seq(item.get(key, true))?.toJSON() as unknown;
  return Array.isArray(value)
    ? JSON.stringify(list) === JSON.stringify(value)
    : list === undefined && document.text(item, key) === String(value);
}

function changed(document: GlanceDocument, item: YAMLMap, pair: Pair, value: Scalar): Replacement {
  const [key, node] = [keyOf(pair), pair.value as Node | null];
  const text = item.flow ? flowScalar(value) : scalar(value);
  const isOneLine =
    node && end(node) > start(node) && !isBlockScalar(node) && document.at(start(node)).line === document.at(start(key)).line;
  if (node && (isOneLine || (item.flow && end(node) > start(node)))) return { start: start(node), end: end(node), text };
  return { start: end(key), end: document.endOf(lastLine(document, node, start(key))), text: `: ${text}` };
}

function added(document: GlanceDocument, item: YAMLMap, last: Pair, key: string, value: Scalar): Replacement {
  const tail = tailOf(last);
  if (item.flow) return { start: end(tail), end: end(tail), text: `, ${key}: ${flowScalar(value)}` };
  const at = document.endOf(lastLine(document, tail, start(keyOf(last))));
  const indent = ' '.repeat(document.at(start(keyOf(item.items[0] as Pair))).column);
  return { start: at, end: at, text: `\n${indent}${key}: ${scalar(value)}` };
}

function without(document: GlanceDocument, item: YAMLMap, pair: Pair, kept: readonly Pair[]): Replacement {
  const index = item.items.indexOf(pair);
  const [previous, next] = [item.items[index - 1], item.items.slice(index).find((one) => kept.includes(one))];
  const [from, until] = [start(keyOf(pair)), end(tailOf(pair))];
  if (item.flow && previous) return { start: end(tailOf(previous)), end: until, text: '' };
  if (document.before(from).trim() !== '') return { start: from, end: next ? start(keyOf(next)) : until, text: '' }; // the next moves up to the dash
  const { line } = document.at(from);
  return { start: document.endOf(line - 1), end: document.endOf(lastLine(document, pair.value as Node | null, from)), text: '' };
}

/** The mark behind the title or the address, which every entry keeps; a comment that is there stays behind it. */
function marking(document: GlanceDocument, item: YAMLMap): Replacement {
  const node = item.flow ? item : item.items.find((pair) => canBear(document, pair))?.value;
  if (!isNode(node)) throw unmarkable(document, item);
  const after = document.after(end(node));
  const [, comma = '', comment = ''] = /^[ \t]*(,?)[ \t]*(?:#[ \t]?(.*))?$/.exec(after) ?? [];
  if (item.flow && after.trim() !== '' && comma === '' && comment === '') {
    // In brackets that go on behind the item, a line end is needed for the mark.
    const [whole = '', comma = ''] = /^[ \t]*(,?)[ \t]*/.exec(after) ?? [];
    return { start: end(node), end: end(node) + whole.length, text: `${comma} ${mark}\n${innerIndent(document, end(node))}` };
  }
  return { start: end(node), end: end(node) + after.length, text: `${comma} ${mark}${comment === '' ? '' : ` ; ${comment}`}` };
}

const canBear = (document: GlanceDocument, { key, value }: Pair): boolean =>
  isScalar(key) &&
  (key.value === 'title' || key.value === 'url') &&
  (isAlias(value) || (isScalar(value) && !isBlockScalar(value) && end(value) > start(value))) &&
  document.at(start(key)).line === document.at(start(value)).line;

function unmarkable(document: GlanceDocument, item: YAMLMap): HlError {
  const place = document.place(start(item));
  return new HlError('HL_GLANCE_SHAPE', `${place}: there is no room for a mark behind the title or the address of the entry`, {
    kind: 'refused',
    hint: 'Write one of them on the line of its key, not as a text of several lines; nothing was written.',
  });
}
