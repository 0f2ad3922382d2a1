import { isScalar, Scalar } from 'yaml';
import type { Node, Pair, YAMLMap } from 'yaml';
import type { GlanceDocument } from './document.js';
import type { Edit } from './edit.js';
import { innerIndent } from './insert.js';
import { markOf } from './mark.js';
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
    if (pair && value === undefined) return without(document, item, pair);
    if (value === undefined || (pair && same(document, item, key, value))) continue;
    return pair ? changed(document, item, pair, value) : added(document, item, key, value);
  }
  return marked(document, item, made.mark);
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

/** Puts the mark on the first line that can bear it; a comment that is there stays behind it. */
function marked(document: GlanceDocument, item: YAMLMap, mark: string): Edit | null {
  const found = markOf(document, item);
  const wanted = mark === '# hl' ? null : mark;
  if (found && (wanted === null || wanted === `# hl ${JSON.stringify(found.place).replaceAll('$', '\\u0024')}`)) return null;
  const node = item.flow
    ? item
    : (item.items.find(({ value }) => isScalar(value) && !isBlock(value) && end(value) > start(value))?.value as Node | undefined);
  if (!node) return null;
  const after = document.after(end(node));
  const [, comma = '', comment = ''] = /^[ \t]*(,?)[ \t]*(?:#[ \t]?(.*))?$/.exec(after) ?? [];
  if (item.flow && after.trim() !== '' && comma === '' && comment === '') return broken(document, item, mark);
  const own = comment.replace(/^hl\b(?:[ \t]+\[.*?\])?[ \t]*;?[ \t]*/, '');
  return document.replace(end(node), end(node) + after.length, `${comma} ${mark}${own === '' ? '' : ` ; ${own}`}`);
}

/** In brackets that go on behind the item, a line end is needed for the mark. */
function broken(document: GlanceDocument, item: YAMLMap, mark: string): Edit {
  const [whole = '', comma = ''] = /^[ \t]*(,?)[ \t]*/.exec(document.after(end(item))) ?? [];
  return document.replace(end(item), end(item) + whole.length, `${comma} ${mark}\n${innerIndent(document, end(item))}`);
}
