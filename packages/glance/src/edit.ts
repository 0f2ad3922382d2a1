import { HlError } from '@hl/core';
import type { Expanded, Origin, Sources } from './includes.js';
import { spliceLines } from './lines.js';

/** Lines `first` to `last` of the expanded text, replaced by `lines`; `below`: line `first` stays, and `lines` come after it. */
export interface Edit {
  readonly first: number;
  readonly last: number;
  readonly lines: readonly string[];
  readonly below?: boolean;
}

/** Carries edits of the expanded text out in the files that the lines come from; all other bytes stay. */
export function applyEdits(sources: Sources, { origins }: Expanded, edits: readonly Edit[]): Sources {
  const result = new Map(sources);
  for (const { first, last, lines, below } of [...edits].sort((a, b) => b.first - a.first)) {
    const home = below ? holderOf(origins[first] as Origin, lines) : (origins[first] as Origin);
    for (let at = first; at <= last && !below; at += 1) {
      const origin = origins[at];
      if (origin?.path !== home.path || origin.line !== home.line + at - first) throw split(home.path);
    }
    const own = lines.map((line) => (line.startsWith(home.indent) ? line.slice(home.indent.length) : line.trimStart()));
    const [start, count] = below ? [home.line + 1, 0] : [home.line, last - first + 1];
    result.set(home.path, spliceLines(result.get(home.path) ?? '', start, count, own));
  }
  return result;
}

/** The line after which new lines go: when they stand further out than the included file does, that is the line that includes it. */
function holderOf(origin: Origin, lines: readonly string[]): Origin {
  const indent = Math.min(...lines.map((line) => line.search(/\S/)));
  return origin.parent && origin.indent.length > indent ? holderOf(origin.parent, lines) : origin;
}

const split = (path: string): HlError =>
  new HlError('HL_GLANCE_SPLIT', `An entry lies half in ${path} and half in a file that it includes`, {
    kind: 'input',
    hint: 'Move the whole entry into one of the files; nothing was written.',
  });
