import { HlError } from '@hl/core';
import { isScalar, type Node, type Pair, type YAMLSeq } from 'yaml';
import type { GlanceDocument } from '../document/document.js';
import { isMarked } from '../document/mark.js';
import { dashOf, end, keyOf, lastLineOfItem, pairOf, start } from '../document/nodes.js';
import type { Item, Place } from '../document/places.js';
import { type Edit, replaced } from './edit.js';

/**
 * Takes items out: those of the first one's list, of a list in brackets only the first; comments around them stay. Instead of the last items of a list that hl made, the
 * thing that holds the list, and so on outwards; somebody else's stays, with an empty list, and so does the last page.
 *
 * @throws HlError HL_GLANCE_SHAPE when an item has no lines of its own
 */
export function removal(document: GlanceDocument, gone: readonly Item[]): Edit[] {
  const [first] = gone;
  if (!first) return [];
  const { parent, key, list } = first;
  const items = gone.filter((item) => item.list === list);
  const empties = items.length === list.items.length;
  if (empties && 'list' in parent && isOnly(document, parent, key) && !(parent.key === 'pages' && parent.list.items.length === 1))
    return removal(document, [parent]);
  const pair = pairOf(parent.map, key);
  if (!pair) throw shape(document, start(parent.map));
  if (list.flow) return [fromFlow(document, list, first.index)];
  const edits = items.map(({ index }) => linesOf(document, list, index));
  return empties ? emptied(document, pair, list, edits) : edits;
}

/** Whether hl made it, and nobody put more than the list into it. */
const isOnly = (document: GlanceDocument, { map }: Place, list: string): boolean =>
  isMarked(document, map) &&
  map.items.every(({ key, value }) => (isScalar(key) && key.value === list) || isScalar(value) || value === null);

function linesOf(document: GlanceDocument, list: YAMLSeq, index: number): Edit {
  const dash = dashOf(list, index);
  if (document.before(dash).trim() !== '') throw shape(document, dash);
  return { first: document.at(dash).line, last: lastLineOfItem(document, list, index), lines: [] };
}

/** `links:` over its last item becomes `links: []`; where the items were in an included file, the brackets take their place there. */
function emptied(document: GlanceDocument, pair: Pair, list: YAMLSeq, edits: readonly Edit[]): Edit[] {
  const [dash, key] = [document.at(dashOf(list, 0)), document.at(start(keyOf(pair)))];
  const fileOf = (line: number): string | undefined => document.expanded.origins[line]?.path;
  if (fileOf(dash.line) !== fileOf(key.line) && dash.column > key.column)
    return edits.map((edit) => (edit.first === dash.line ? { ...edit, lines: [`${' '.repeat(dash.column)}[]`] } : edit));
  // Behind the colon, and an anchor or a tag.
  const at = end(keyOf(pair)) + (/^\s*:(?:[ \t]+[&!][^\s#]+)*/.exec(document.after(end(keyOf(pair))))?.[0].length ?? 0);
  return [...edits, replaced(document, [{ start: at, end: at, text: ' []' }])];
}

/** One of the commas around the item goes with it, and its mark with the line end that the mark needed. */
function fromFlow(document: GlanceDocument, list: YAMLSeq, index: number): Edit {
  const { text } = document.expanded;
  const [previous, item, next] = [list.items[index - 1], list.items[index], list.items[index + 1]] as [Node?, Node?, Node?];
  if (!item) throw shape(document, start(list));
  const behind = text.slice(end(item));
  const own = /^[ \t]*(,?)[ \t]*# hl\b[^\n]*/.exec(behind);
  const comma = own ? own[1] === ',' : /^\s*,/.test(behind);
  const lineEach = previous !== undefined && document.at(start(previous)).line !== document.at(start(list)).line;
  let until = end(item) + (own ?? /^(?:\s*,)?/.exec(behind) ?? [''])[0].length;
  if (own && !lineEach) until += /^\n[ \t]*/.exec(text.slice(until))?.[0].length ?? 0;
  const left = previous ? end(previous) : start(list) + 1;
  const between = text.slice(left, start(item));
  const cut = (from: number, to: number, kept = ''): Edit => replaced(document, [{ start: from, end: to, text: kept }]);
  if (/[^\s,]/.test(between)) {
    const kept = between.trimEnd(); // somebody's comment stays, the comma that we needed goes
    return cut(left, until, previous && !next && !comma ? kept.replace(/^(\s*),/, '$1') : kept);
  }
  if (!previous && next) return cut(start(item), start(next));
  return cut(previous && comma ? left + between.indexOf(',') + 1 : left, until);
}

const shape = (document: GlanceDocument, offset: number): HlError =>
  new HlError('HL_GLANCE_SHAPE', `${document.place(offset)}: the entry cannot be taken out of there`, {
    kind: 'refused',
    hint: 'Give it lines of its own, or remove it by hand; nothing was written.',
  });
