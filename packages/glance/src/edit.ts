import { HlError } from '@hl/core';
import type { Expanded, Origin, Sources } from './includes.js';
import { spliceLines } from './lines.js';
import type { Splice } from './lines.js';

/** Lines `first` to `last` of the expanded text, replaced by `lines`. */
export interface Edit {
  readonly first: number;
  readonly last: number;
  readonly lines: readonly string[];
  /** Line `first` stays, and `lines` come after it: the next `item` of a list, beside which others may come, or a `key`. */
  readonly below?: 'item' | 'key';
  /** With `below`: the line of a file after which they come, when it is not the one that the indentation tells. */
  readonly home?: Origin;
}

/** Whether two edits of the same text cannot both be carried out. */
export const collide = (a: Edit, b: Edit): boolean => a.first <= b.last && b.first <= a.last && !(a.below === 'item' && b.below === 'item');

const indentOf = (lines: readonly string[]): number =>
  Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));

/** Carries edits that do not collide out in the files that the lines come from; all other bytes stay. */
export function applyEdits(sources: Sources, { origins }: Expanded, edits: readonly Edit[]): Sources {
  const splices = new Map<string, Splice[]>();
  // below one line the items of the innermost list come first
  for (const edit of [...edits].sort((a, b) => indentOf(b.lines) - indentOf(a.lines))) {
    const { path, ...splice } = spliceOf(origins, edit);
    splices.set(path, [splice, ...(splices.get(path) ?? [])]);
  }
  const result = new Map(sources);
  for (const [path, all] of splices) {
    // from the end, and what goes before what comes in its place
    const ordered = all.sort((a, b) => b.start - a.start || b.remove - a.remove);
    result.set(path, spliceLines(result.get(path) ?? '', ordered));
  }
  return result;
}

function spliceOf(origins: readonly Origin[], { first, last, lines, below, home: given }: Edit): Splice & { readonly path: string } {
  const home = given ?? (below ? holderOf(origins[first] as Origin, lines) : (origins[first] as Origin));
  for (let at = first; at <= last && !below; at += 1) {
    const origin = origins[at];
    if (origin?.path !== home.path || origin.line !== home.line + at - first) throw split(home.path);
  }
  const insert = lines.map((line) => (line.startsWith(home.indent) ? line.slice(home.indent.length) : line.trimStart()));
  return { path: home.path, start: home.line + (below ? 1 : 0), remove: below ? 0 : last - first + 1, insert };
}

/** The line after which new lines go: when they stand further out than the included file does, that is the line that includes it. */
function holderOf(origin: Origin, lines: readonly string[]): Origin {
  return origin.parent && origin.indent.length > indentOf(lines) ? holderOf(origin.parent, lines) : origin;
}

const split = (path: string): HlError =>
  new HlError('HL_GLANCE_SPLIT', `An entry lies half in ${path} and half in a file that it includes`, {
    kind: 'refused',
    hint: 'Move the whole entry into one of the files; nothing was written.',
  });
