import { HlError } from '@hl/core';
import { isScalar, isSeq, type Node, type Pair, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import type { GlanceDocument } from '../document/document.js';
import type { Origin } from '../document/includes.js';
import { splitLines } from '../document/lines.js';
import { mark } from '../document/mark.js';
import { dashOf, end, keyOf, lastLine, lastLineOfItem, pairOf, start, tailOf } from '../document/nodes.js';
import { aliasTo } from '../document/places.js';
import { type Edit, replaced } from './edit.js';
import type { InsertionPoint } from './insertion-point.js';
import { blockItems, flow, type Template } from './templates.js';

/**
 * Adds items at the end of the list under `key` of `parent`. Nothing but their lines is new.
 *
 * @throws HlError HL_GLANCE_SHAPE when the list is written in a way that cannot be added to
 */
export function insertion(document: GlanceDocument, { parent, key, items, wraps }: InsertionPoint): Edit {
  const { map } = parent;
  const alias = aliasTo(document, parent, key);
  if (alias !== null) throw refused(document, alias, key);
  const pair = pairOf(map, key);
  const list = document.seq(pair?.value);
  if (pair && list && !list.flow && list.items.length > 0) return afterLast(document, pair, list, items, wraps);
  if (list?.flow && (list.items.length > 0 || map.flow || document.at(start(list)).line !== document.at(end(list)).line))
    return intoFlow(document, list, items);
  if (map.flow) throw refused(document, start(map), key);
  if (!pair) return newKey(document, map, key, items);
  if (!list && !(pair.value === null || (isScalar(pair.value) && pair.value.value === null))) throw refused(document, start(map), key);
  return underKey(document, pair, items);
}

function afterLast(document: GlanceDocument, pair: Pair, list: YAMLSeq, items: readonly Template[], wraps: boolean): Edit {
  const index = list.items.length - 1;
  const dash = dashOf(list, index);
  const [, gap = '', content = ''] = /^-([ ]*)(.*)/.exec(document.after(dash)) ?? [];
  const last = lastLineOfItem(document, list, index);
  const lines = blockItems(items, stepOf(document), document.at(dash).column, content.trim() === '' ? ' ' : gap || ' ');
  return { first: last, last, below: true, lines, home: wraps ? ownFile(document, pair, list, last) : null };
}

/**
 * The line that includes the list's last item, in the file where the list begins: a whole widget or page goes there, and not into a
 * file that somebody made for one. null: the last item stands in that file itself, or all the list is one included file.
 */
function ownFile(document: GlanceDocument, pair: Pair, list: YAMLSeq, last: number): Origin | null {
  const { origins } = document.expanded;
  const key = origins[document.at(start(keyOf(pair))).line] as Origin;
  const within = (line: number): Origin | null => {
    let origin: Origin | null = origins[line] ?? null;
    while (origin && (origin.path !== key.path || origin.parent !== key.parent)) origin = origin.parent;
    return origin;
  };
  const home = within(last);
  if (home === null || home === origins[last]) return null;
  const whole = home.line === within(document.at(dashOf(list, 0)).line)?.line;
  const including = splitLines(document.sources.get(home.path) ?? '').lines[home.line]?.text ?? '';
  return whole && !/^[ \t]*-/.test(including) ? null : home;
}

/** `links: []`, `links:` or `links: null` becomes a key with the items below it. */
function underKey(document: GlanceDocument, pair: Pair, items: readonly Template[]): Edit {
  const [key, old] = [start(keyOf(pair)), pair.value as Node | null];
  const { line, column } = document.at(key);
  const value = old && end(old) > start(old) ? old : null;
  const from = document.at(value ? start(value) : key);
  const [before, after] = value ? [document.before(start(value)), document.after(end(value))] : [document.line(line), ''];
  const kept = before.trim() === '' ? `${before}${after.trim()}`.trimEnd() : before.trimEnd() + after.trimEnd();
  const step = stepOf(document);
  const indent = from.line === line ? column + step : from.column;
  const last = document.at(value ? end(value) : key).line;
  return { first: from.line, last, lines: [...(kept === '' ? [] : [kept]), ...blockItems(items, step, indent)] };
}

function newKey(document: GlanceDocument, map: YAMLMap, key: string, items: readonly Template[]): Edit {
  const [first, last] = [map.items[0], map.items.at(-1)];
  if (!first || !last) throw refused(document, start(map), key);
  const { column } = document.at(start(keyOf(first)));
  const ends = lastLine(document, tailOf(last), start(keyOf(last)));
  const step = stepOf(document);
  return { first: ends, last: ends, below: true, lines: [`${' '.repeat(column)}${key}:`, ...blockItems(items, step, column + step)] };
}

/** New lines in the brackets, since a mark ends its line. A list that already has a line an item goes on in that way. */
function intoFlow(document: GlanceDocument, list: YAMLSeq, items: readonly Template[]): Edit {
  const last = list.items.at(-1) as Node | undefined;
  const ownLine = last !== undefined && document.before(start(last)).trim() === '';
  const inner = ownLine ? document.before(start(last)) : innerIndent(document, start(last ?? list));
  const at = last ? end(last) : start(list) + 1;
  const rest = document.expanded.text.slice(at);
  const comma = last ? (/^\s*,/.exec(rest)?.[0] ?? '') : '';
  const comment = /^[ \t]*#[^\n]*/.exec(rest.slice(comma.length))?.[0] ?? '';
  const until = at + comma.length + comment.length;
  const newline = /^[ \t]*\n/.test(document.expanded.text.slice(until)) ? '' : `\n${inner}`;
  const lines = items.map((item, index) => `\n${inner}${flow(item)}${comma !== '' || index < items.length - 1 ? ',' : ''} ${mark}`);
  return replaced(document, [{ start: at, end: until, text: `${last ? comma || ',' : ''}${comment}${lines.join('')}${newline}` }]);
}

/** How far in a line must stand that goes on with the brackets of an offset. */
export const innerIndent = (document: GlanceDocument, offset: number): string =>
  ' '.repeat((/^[ ]*(?:-[ ]+)*/.exec(document.line(document.at(offset).line))?.[0].length ?? 0) + 2);

const steps = new WeakMap<GlanceDocument, number>();

/** How far the file's lists stand in from their keys: 0 or 2, mostly. Counted once a document, which never changes. */
function stepOf(document: GlanceDocument): number {
  const step = steps.get(document) ?? mostCommonStep(document);
  steps.set(document, step);
  return step;
}

function mostCommonStep(document: GlanceDocument): number {
  const votes = new Map<number, number>();
  visit(document.yaml, {
    Pair(_, { key, value }) {
      if (!isSeq(value) || value.flow || value.items.length === 0 || !isScalar(key)) return;
      const step = document.at(dashOf(value, 0)).column - document.at(start(key)).column;
      if (step >= 0) votes.set(step, (votes.get(step) ?? 0) + 1);
    },
  });
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 2;
}

const refused = (document: GlanceDocument, offset: number, key: string): HlError =>
  new HlError('HL_GLANCE_SHAPE', `${document.place(offset)}: ${key} is written in a way that cannot be added to`, {
    kind: 'refused',
    hint: `Write ${key} there as a list of lines that start with a dash, without an alias; nothing was written.`,
  });
