import { HlError } from '@hl/core';
import { isScalar } from 'yaml';
import type { CST, Node, Pair, YAMLSeq } from 'yaml';
import type { GlanceDocument } from './document.js';
import type { Edit } from './edit.js';
import type { Path } from './find.js';
import { markOf } from './mark.js';
import { dashOf, end, lastLine, pairOf, start } from './position.js';

/**
 * What goes when the item at `path` goes: the item, or the outermost of the things around it that hl made and that
 * would stay behind empty. Somebody else's stay, with an empty list.
 */
export function outermost(document: GlanceDocument, path: Path): Path {
  const [holder, key] = [path.slice(0, -2), path.at(-2) as string];
  const map = document.map(document.node(holder));
  const list = document.seq(map?.get(key, true));
  const lonely = map?.items.every(({ key: name, value }) => (isScalar(name) && name.value === key) || isScalar(value) || value === null);
  const goes = holder.length > 0 && list?.items.length === 1 && lonely && markOf(document, map) !== null;
  const lastPage = holder.length === 2 && document.seq(document.node(holder.slice(0, 1)))?.items.length === 1;
  return goes && !lastPage ? outermost(document, holder) : path;
}

/** The edits that take the item at `path` out. Comments around it stay. */
export function removal(document: GlanceDocument, path: Path): Edit[] {
  const map = document.map(document.node(path.slice(0, -2)));
  const pair = map && pairOf(map, path.at(-2) as string);
  const list = document.seq(pair?.value);
  const index = path.at(-1) as number;
  if (!pair || !list) throw shape(document, 0);
  if (list.flow) return [fromFlow(document, list, index)];
  const dash = dashOf(list, index);
  if (document.before(dash).trim() !== '') throw shape(document, dash);
  const lines: Edit = { first: document.at(dash).line, last: lastLine(document, list, index), lines: [] };
  return list.items.length > 1 ? [lines] : [lines, emptied(document, pair)];
}

/** `links:` over its last item becomes `links: []`. */
function emptied(document: GlanceDocument, pair: Pair): Edit {
  const tokens = (pair.srcToken as CST.BlockMap['items'][number] | undefined)?.sep ?? [];
  const newline = tokens.findIndex(({ type }) => type === 'newline');
  const token = tokens
    .slice(0, newline === -1 ? undefined : newline)
    .findLast(({ type }) => type === 'map-value-ind' || type === 'anchor' || type === 'tag');
  if (!token) throw shape(document, start(pair.key as Node));
  const at = token.offset + token.source.length;
  return document.replace(at, at, ' []');
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
  if (!previous) return document.replace(left, next ? start(next) : until, '');
  return document.replace(comma ? left + between.indexOf(',') + 1 : left, until, '');
}

function shape(document: GlanceDocument, offset: number): HlError {
  const origin = document.expanded.origins[document.at(offset).line];
  return new HlError(
    'HL_GLANCE_SHAPE',
    `${origin?.path ?? document.main}:${(origin?.line ?? 0) + 1}: the entry cannot be taken out of there`,
    {
      kind: 'input',
      hint: 'Give it lines of its own, or remove it by hand; nothing was written.',
    },
  );
}
