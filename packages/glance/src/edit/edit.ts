import { HlError } from '@hl/core';
import type { GlanceDocument } from '../document/document.js';
import type { Origin, Sources } from '../document/includes.js';
import { spliceLines } from '../document/lines.js';

/** Lines `first` to `last` of the expanded text, replaced by `lines`. */
export interface Edit {
  readonly first: number;
  readonly last: number;
  readonly lines: readonly string[];
  /** Line `first` stays, and `lines` come after it. */
  readonly below?: true;
  /** With `below`: the line of a file after which they come, unless it follows from the indentation. */
  readonly home?: Origin | null;
}

/** Text between two offsets, replaced. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The edit that carries out replacements that do not overlap; the lines between them stay. */
export function replaced(document: GlanceDocument, replacements: readonly Replacement[]): Edit {
  const ordered = [...replacements].sort((a, b) => a.start - b.start || a.end - b.end);
  const [from, to] = [Math.min(...ordered.map(({ start }) => start)), Math.max(...ordered.map(({ end }) => end))];
  let [text, at] = [document.before(from), from];
  for (const { start, end, text: insert } of ordered) {
    text += document.expanded.text.slice(at, start) + insert;
    at = Math.max(at, end);
  }
  return { first: document.at(from).line, last: document.at(to).line, lines: (text + document.after(to)).split('\n') };
}

/** Those of the edits that share no line with one before them. */
export const apart = (edits: readonly Edit[]): Edit[] =>
  edits.filter((edit, index) => edits.slice(0, index).every((other) => edit.last < other.first || other.last < edit.first));

/** Carries edits of different lines out in the files that the lines come from; all other bytes stay. */
export function applyEdits({ sources, expanded: { origins } }: GlanceDocument, edits: readonly Edit[]): Sources {
  const result = new Map(sources);
  // From the end, so that the lines before keep their numbers.
  for (const { first, last, lines, below, home: given } of [...edits].sort((a, b) => b.first - a.first)) {
    const home = given ?? (below ? outside(origins[first] as Origin, indentOf(lines)) : (origins[first] as Origin));
    for (let at = first; at <= last && !below; at += 1) {
      const origin = origins[at];
      if (origin?.path !== home.path || origin.line !== home.line + at - first) throw split(home.path);
    }
    const insert = lines.map((line) => (line.startsWith(home.indent) ? line.slice(home.indent.length) : line.trimStart()));
    const [start, remove] = below ? [home.line + 1, 0] : [home.line, last - first + 1];
    result.set(home.path, spliceLines(result.get(home.path) ?? '', start, remove, insert));
  }
  return result;
}

const indentOf = (lines: readonly string[]): number =>
  Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));

/** The line after which new lines go: when they stand further out than the included file does, that is the line that includes it. */
const outside = (origin: Origin, indent: number): Origin =>
  origin.parent && origin.indent.length > indent ? outside(origin.parent, indent) : origin;

const split = (path: string): HlError =>
  new HlError('HL_GLANCE_SPLIT', `An entry lies half in ${path} and half in a file that it includes`, {
    kind: 'refused',
    hint: 'Move the whole entry into one of the files; nothing was written.',
  });
