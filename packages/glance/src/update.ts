import { HlError } from '@hl/core';
import { isAlias, isNode, isScalar, Scalar } from 'yaml';
import type { Node, Pair, YAMLMap } from 'yaml';
import type { GlanceDocument } from './document.js';
import type { Edit } from './edit.js';
import { innerIndent } from './insert.js';
import { isMarked, mark, markedPairs } from './mark.js';
import { end, lastLineOf, pairOf, start } from './position.js';
import type { Made } from './render.js';
import { flowScalar, scalar } from './scalar.js';

type Value = string | number | boolean | readonly number[];

/**
 * The next edit on the way to an item that holds `made`, or null when it does. One at a time, since two may fall on
 * one line. `known` are the keys we answer for: others, and all comments, are the owner's and stay.
 */
export function nextEdit(document: GlanceDocument, item: YAMLMap, made: Made, known: readonly string[]): Edit | null {
  const wanted = new Map(made.fields as readonly (readonly [string, Value])[]);
  for (const key of known) {
    const [pair, value] = [pairOf(item, key), wanted.get(key)];
    if (pair && value === undefined) return markElsewhere(document, item, pair) ?? without(document, item, pair);
    if (value === undefined || (pair && same(document, item, key, value))) continue;
    return pair ? changed(document, item, pair, value) : added(document, item, key, value);
  }
  return null;
}

function same(document: GlanceDocument, item: YAMLMap, key: string, value: Value): boolean {
  const list = document.seq(item.get(key, true))?.toJSON() as unknown;
  return Array.isArray(value)
    ? JSON.stringify(list) === JSON.stringify(value)
    : list === undefined && document.text(item, key) === String(value);
}

const isBlock = (node: unknown): boolean => isScalar(node) && (node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL);

function changed(document: GlanceDocument, item: YAMLMap, pair: Pair, value: Value): Edit {
  const node = pair.value as Node | null;
  const text = item.flow ? flowScalar(value) : scalar(value);
  if (
    node &&
    end(node) > start(node) &&
    !isBlock(node) &&
    (item.flow || document.at(start(node)).line === document.at(start(pair.key as Node)).line)
  ) {
    const whole = (node as { flow?: boolean }).flow !== false || isScalar(node);
    if (whole) return document.replace(start(node), end(node), text);
  }
  const key = pair.key as Node;
  const { line } = document.at(start(key));
  return { first: line, last: lastLineOf(document, node, start(key)), lines: [`${document.before(end(key))}: ${text}`] };
}

function added(document: GlanceDocument, item: YAMLMap, key: string, value: Value): Edit {
  const last = item.items.at(-1) as Pair;
  const tail = (last.value ?? last.key) as Node;
  if (item.flow) return document.replace(end(tail), end(tail), `, ${key}: ${flowScalar(value)}`);
  const line = lastLineOf(document, tail, start(last.key as Node));
  const { column } = document.at(start(item.items[0]?.key as Node));
  return { first: line, last: line, lines: [document.line(line), `${' '.repeat(column)}${key}: ${scalar(value)}`] };
}

function without(document: GlanceDocument, item: YAMLMap, pair: Pair): Edit {
  const [from, until] = [start(pair.key as Node), end((pair.value ?? pair.key) as Node)];
  const next = item.items[item.items.indexOf(pair) + 1];
  const previous = item.items[item.items.indexOf(pair) - 1];
  if (item.flow && previous) return document.replace(end((previous.value ?? previous.key) as Node), until, '');
  const { line } = document.at(from);
  const last = lastLineOf(document, pair.value as Node | null, from);
  if (document.before(from).trim() === '') return { first: line, last, lines: [] };
  return document.replace(from, next ? start(next.key as Node) : until, ''); // it shares its line with the dash, so the next moves up
}

/**
 * Puts the mark behind the title or the address, which every entry keeps; a comment that is there stays behind it. null: it is marked.
 *
 * @throws HlError HL_GLANCE_SHAPE when there is no room
 */
export const marking = (document: GlanceDocument, item: YAMLMap): Edit | null => (isMarked(document, item) ? null : marked(document, item));

/** Before the one field goes that bears the mark. */
function markElsewhere(document: GlanceDocument, item: YAMLMap, pair: Pair): Edit | null {
  const pairs = item.flow ? [] : markedPairs(document, item);
  return pairs.length > 0 && pairs.every((one) => one === pair) ? marked(document, item) : null;
}

function marked(document: GlanceDocument, item: YAMLMap): Edit {
  const node = item.flow ? item : item.items.find((pair) => canBear(document, pair))?.value;
  if (!isNode(node)) throw unmarkable(document, item);
  const after = document.after(end(node));
  const [, comma = '', comment = ''] = /^[ \t]*(,?)[ \t]*(?:#[ \t]?(.*))?$/.exec(after) ?? [];
  if (item.flow && after.trim() !== '' && comma === '' && comment === '') return broken(document, item);
  return document.replace(end(node), end(node) + after.length, `${comma} ${mark}${comment === '' ? '' : ` ; ${comment}`}`);
}

const canBear = (document: GlanceDocument, { key, value }: Pair): boolean =>
  isScalar(key) &&
  (key.value === 'title' || key.value === 'url') &&
  (isAlias(value) || (isScalar(value) && !isBlock(value) && end(value) > start(value))) &&
  document.at(start(key)).line === document.at(start(value)).line;

const unmarkable = (document: GlanceDocument, item: YAMLMap): HlError =>
  new HlError(
    'HL_GLANCE_SHAPE',
    `${document.place(start(item))}: there is no room for a mark behind the title or the address of the entry`,
    {
      kind: 'refused',
      hint: 'Write one of them on the line of its key, not as a text of several lines; nothing was written.',
    },
  );

/** In brackets that go on behind the item, a line end is needed for the mark. */
function broken(document: GlanceDocument, item: YAMLMap): Edit {
  const [whole = '', comma = ''] = /^[ \t]*(,?)[ \t]*/.exec(document.after(end(item))) ?? [];
  return document.replace(end(item), end(item) + whole.length, `${comma} ${mark}\n${innerIndent(document, end(item))}`);
}
