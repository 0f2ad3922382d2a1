import { HlError } from '@hl/core';
import type { Expanded, Origin, Sources } from './includes.js';
import { spliceLines } from './lines.js';

/** Lines `first` to `last` of the expanded text, replaced by `lines`. */
export interface Edit {
  readonly first: number;
  readonly last: number;
  readonly lines: readonly string[];
}

/** Carries edits of the expanded text out in the files that the lines come from; all other bytes stay. */
export function applyEdits(sources: Sources, { origins }: Expanded, edits: readonly Edit[]): Sources {
  const result = new Map(sources);
  for (const { first, last, lines } of [...edits].sort((a, b) => b.first - a.first)) {
    const home = origins[first] as Origin;
    for (let at = first; at <= last; at += 1) {
      const origin = origins[at];
      if (origin?.path !== home.path || origin.line !== home.line + at - first) throw split(home.path);
    }
    const own = lines.map((line) => (line.startsWith(home.indent) ? line.slice(home.indent.length) : line.trimStart()));
    result.set(home.path, spliceLines(result.get(home.path) ?? '', home.line, last - first + 1, own));
  }
  return result;
}

const split = (path: string): HlError =>
  new HlError('HL_GLANCE_SPLIT', `An entry lies half in ${path} and half in a file that it includes`, {
    kind: 'input',
    hint: 'Move the whole entry into one of the files; nothing was written.',
  });
