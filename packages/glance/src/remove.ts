import { HlError } from '@hl/core';
import { isScalar } from 'yaml';
import type { CST, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import type { GlanceDocument } from './document.js';
import type { Edit } from './edit.js';
import type { Path } from './find.js';
import { groupBy } from './group.js';
import { isMarked } from './mark.js';
import { dashOf, end, lastLine, pairOf, start } from './position.js';

/** Takes the items at `paths` out, and what hl made around them when nothing else is in it; comments around them stay. One group of edits a list. */
export function removals(document: GlanceDocument, paths: readonly Path[]): Edit[][] {
  const lists = groupBy(outermost(document, paths), (path) => JSON.stringify(path.slice(0, -1)));
  return [...lists.values()].flatMap((items) => {
    const [first] = items as [Path, ...Path[]];
    const map = document.map(document.node(first.slice(0, -2)));
    const pair = map && pairOf(map, first.at(-2) as string);
    const list = document.seq(pair?.value);
    if (!pair || !list) throw shape(document, map ? start(map) : 0);
    const indexes = items.map((path) => path.at(-1) as number);
    if (list.flow) return indexes.map((index) => [fromFlow(document, list, index)]);
    const edits = indexes.map((index) => linesOf(document, list, index));
    return [indexes.length === list.items.length ? emptied(document, pair, list, edits) : edits];
  });
}

/**
 * Instead of the last items of a list that hl made, the thing that holds the list, and so on outwards. Somebody else's
 * stay, with an empty list; so does the last page.
 */
function outermost(document: GlanceDocument, paths: readonly Path[]): Path[] {
  const gone = new Map(paths.map((path) => [JSON.stringify(path), path]));
  for (const path of gone.values()) {
    const [holder, key] = [path.slice(0, -2), path.at(-2) as string];
    const map = document.map(document.node(holder));
    const all = Array.from(document.seq(map?.get(key, true))?.items ?? [], (_, index) => JSON.stringify([...holder, key, index]));
    const pages = holder.length === 2 ? (document.seq(document.node(['pages']))?.items.length ?? 0) : Infinity;
    const going = [...gone.values()].filter(({ length }) => length === 2).length;
    if (holder.length === 0 || going + 1 >= pages || !all.every((item) => gone.has(item)) || !isOnly(document, map, key)) continue;
    for (const item of all) gone.delete(item);
    gone.set(JSON.stringify(holder), holder);
  }
  return [...gone.values()];
}

/** Whether hl made it, and nobody put more than the list into it. */
const isOnly = (document: GlanceDocument, map: YAMLMap | null, list: string): boolean =>
  map !== null &&
  isMarked(document, map) &&
  map.items.every(({ key, value }) => (isScalar(key) && key.value === list) || isScalar(value) || value === null);

function linesOf(document: GlanceDocument, list: YAMLSeq, index: number): Edit {
  const dash = dashOf(list, index);
  if (document.before(dash).trim() !== '') throw shape(document, dash);
  return { first: document.at(dash).line, last: lastLine(document, list, index), lines: [] };
}

/** `links:` over its last item becomes `links: []`; where the items were in an included file, the brackets take their place there. */
function emptied(document: GlanceDocument, pair: Pair, list: YAMLSeq, edits: readonly Edit[]): Edit[] {
  const [dash, key] = [document.at(dashOf(list, 0)), document.at(start(pair.key as Node))];
  const fileOf = (line: number): string | undefined => document.expanded.origins[line]?.path;
  if (fileOf(dash.line) !== fileOf(key.line) && dash.column > key.column)
    return edits.map((edit) => (edit.first === dash.line ? { ...edit, lines: [`${' '.repeat(dash.column)}[]`] } : edit));
  const tokens = (pair.srcToken as CST.BlockMap['items'][number] | undefined)?.sep ?? [];
  const newline = tokens.findIndex(({ type }) => type === 'newline');
  const token = tokens
    .slice(0, newline === -1 ? undefined : newline)
    .findLast(({ type }) => type === 'map-value-ind' || type === 'anchor' || type === 'tag');
  if (!token) throw shape(document, start(pair.key as Node));
  const at = token.offset + token.source.length;
  return [...edits, document.replace(at, at, ' []')];
}

/** One of the commas around the item goes with it, and its mark with the line end that the mark needed. */
function fromFlow(document: GlanceDocument, list: YAMLSeq, index: number): Edit {
  const { text } = document.expanded;
  const [previous, item, next] = [list.items[index - 1], list.items[index], list.items[index + 1]] as [Node?, Node?, Node?];
  if (!item) throw shape(document, start(list));
  const own = /^[ \t]*(,?)[ \t]*# hl\b[^\n]*/.exec(text.slice(end(item)));
  const comma = own ? own[1] === ',' : /^\s*,/.test(text.slice(end(item)));
  let until = end(item) + (own ?? /^(?:\s*,)?/.exec(text.slice(end(item))) ?? [''])[0].length;
  const lineEach = previous !== undefined && document.at(start(previous)).line !== document.at(start(list)).line;
  if (own && !lineEach) until += /^\n[ \t]*/.exec(text.slice(until))?.[0].length ?? 0;
  const left = previous ? end(previous) : start(list) + 1;
  const between = text.slice(left, start(item));
  if (/[^\s,]/.test(between)) {
    const kept = between.trimEnd(); // somebody's comment stays, the comma that we needed goes
    return document.replace(left, until, previous && !next && !comma ? kept.replace(/^(\s*),/, '$1') : kept);
  }
  if (!previous) return next ? document.replace(start(item), start(next), '') : document.replace(left, until, '');
  return document.replace(comma ? left + between.indexOf(',') + 1 : left, until, '');
}

const shape = (document: GlanceDocument, offset: number): HlError =>
  new HlError('HL_GLANCE_SHAPE', `${document.place(offset)}: the entry cannot be taken out of there`, {
    kind: 'refused',
    hint: 'Give it lines of its own, or remove it by hand; nothing was written.',
  });
