import { HlError } from '@hl/core';
import { isScalar, isSeq, visit } from 'yaml';
import type { Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import type { GlanceDocument } from './document.js';
import type { Edit } from './edit.js';
import type { Origin } from './includes.js';
import { splitLines } from './lines.js';
import { dashOf, end, lastLine, lastLineOf, pairOf, start } from './position.js';
import { mark } from './mark.js';
import { block, dashed, flow } from './render.js';
import type { Made } from './render.js';
import type { Spot } from './spot.js';

/** Adds `made` at the end of the list under `key` of `map`. Nothing but its lines is new. */
export function insertion(document: GlanceDocument, { map, path, key, made, makes }: Spot): Edit {
  const alias = document.alias([...path, key]);
  if (alias !== null) throw refused(document, alias, key);
  const pair = pairOf(map, key);
  const list = document.seq(pair?.value);
  if (pair && list && !list.flow && list.items.length > 0) return afterLast(document, pair, list, made, makes);
  if (list?.flow && (list.items.length > 0 || map.flow || document.at(start(list)).line !== document.at(end(list)).line))
    return intoFlow(document, list, made);
  if (map.flow) throw refused(document, start(map), key);
  const step = stepOf(document);
  if (!pair) return newKey(document, map, key, made, step);
  if (!list && !(pair.value === null || (isScalar(pair.value) && pair.value.value === null))) throw refused(document, start(map), key);
  return underKey(document, pair, made, step);
}

function afterLast(document: GlanceDocument, pair: Pair, list: YAMLSeq, made: Made, makes: boolean): Edit {
  const index = list.items.length - 1;
  const dash = dashOf(list, index);
  const { line, column } = document.at(dash);
  const gap = /^-([ ]*)/.exec(document.line(line).slice(column))?.[1] || ' ';
  const content = document
    .line(line)
    .slice(column + 1 + gap.length)
    .trim();
  const last = lastLine(document, list, index);
  const home = makes ? ownFile(document, pair, list, last) : null;
  const lines = dashed(block(made, stepOf(document)), column, content === '' ? ' ' : gap);
  return { first: last, last, below: 'item', lines, ...(home === null ? {} : { home }) };
}

/**
 * The line that includes the list's last item, in the file where the list begins: a whole widget or page goes there, and not into a
 * file that somebody made for one. null: the last item stands in that file itself, or all the list is one included file.
 */
function ownFile(document: GlanceDocument, pair: Pair, list: YAMLSeq, last: number): Origin | null {
  const { origins } = document.expanded;
  const key = origins[document.at(start(pair.key as Node)).line] as Origin;
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

/** `links: []`, `links:` or `links: null` becomes a key with the item below it. */
function underKey(document: GlanceDocument, pair: Pair, made: Made, step: number): Edit {
  const key = document.at(start(pair.key as Node));
  const old = pair.value as Node | null;
  const written = old?.range && old.range[1] > old.range[0] ? old.range : null;
  const { line, column } = document.at(written?.[0] ?? start(pair.key as Node));
  const [before, after] = written ? [document.before(written[0]), document.after(written[1])] : [document.line(line), ''];
  const kept = before.trim() === '' ? `${before}${after.trim()}`.trimEnd() : before.trimEnd() + after.trimEnd();
  const indent = written && line !== key.line ? column : key.column + step;
  return {
    first: line,
    last: document.at(written?.[1] ?? start(pair.key as Node)).line,
    lines: [...(kept === '' ? [] : [kept]), ...dashed(block(made, step), indent)],
  };
}

function newKey(document: GlanceDocument, map: YAMLMap, key: string, made: Made, step: number): Edit {
  const [first, last] = [map.items[0], map.items.at(-1)];
  if (!first || !last) throw refused(document, start(map), key);
  const { column } = document.at(start(first.key as Node));
  const ends = lastLineOf(document, (last.value as Node | null) ?? (last.key as Node), start(last.key as Node));
  const text = [`${key}:`, ...dashed(block(made, step), step)];
  return { first: ends, last: ends, below: 'key', lines: text.map((line) => (line === '' ? '' : ' '.repeat(column) + line)) };
}

/** A new line in the brackets, since the mark ends its line. A list that already has a line an item goes on in that way. */
function intoFlow(document: GlanceDocument, list: YAMLSeq, made: Made): Edit {
  const last = list.items.at(-1) as Node | undefined;
  const line = document.line(document.at(last ? start(last) : start(list)).line);
  const ownLine = last !== undefined && document.before(start(last)).trim() === '';
  const inner = ownLine ? ' '.repeat(line.search(/\S/)) : innerIndent(document, start(last ?? list));
  const rest = document.expanded.text.slice(last ? end(last) : start(list) + 1);
  const comma = last ? (/^\s*,/.exec(rest)?.[0] ?? '') : '';
  const comment = /^[ \t]*#[^\n]*/.exec(rest.slice(comma.length))?.[0] ?? '';
  const newline = /^[ \t]*\n/.test(rest.slice(comma.length + comment.length)) ? '' : `\n${inner}`;
  const at = last ? end(last) : start(list) + 1;
  const before = comma === '' && last ? ',' : comma;
  return document.replace(
    at,
    at + comma.length + comment.length,
    `${before}${comment}\n${inner}${flow(made)}${comma === '' ? '' : ','} ${mark}${newline}`,
  );
}

/** How far in a line must stand that goes on with the brackets of an offset. */
export const innerIndent = (document: GlanceDocument, offset: number): string =>
  ' '.repeat((/^[ ]*(?:-[ ]+)*/.exec(document.line(document.at(offset).line))?.[0].length ?? 0) + 2);

const steps = new WeakMap<GlanceDocument, number>();

/** How far the file's lists stand in from their keys: 0 or 2, mostly. */
function stepOf(document: GlanceDocument): number {
  const known = steps.get(document) ?? countSteps(document);
  steps.set(document, known);
  return known;
}

function countSteps(document: GlanceDocument): number {
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
