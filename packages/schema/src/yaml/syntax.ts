import type { Document, ErrorCode } from 'yaml';
import type { Problem } from '../diagnostic.js';
import { yaml } from './library.js';
import { aside, colon, deeper, glued, invisible, special, type Seen } from './seen.js';

const known: Partial<Record<ErrorCode, { message?: string; hint: string }>> = {
  TAB_AS_INDENT: { message: 'a tab cannot indent', hint: 'Use blanks: two for each level.' },
  MULTIPLE_DOCS: { message: 'the file holds several documents', hint: 'Keep one; split the rest into files of their own.' },
  RESOURCE_EXHAUSTION: { message: 'the file is nested too deeply', hint: 'Check for brackets that are never closed.' },
  MISSING_CHAR: { hint: 'Close the quote or the bracket.' },
  BAD_DQ_ESCAPE: { hint: 'Double the backslash, or use single quotes.' },
  BAD_INDENT: { hint: 'Check the indentation and that each bracket is closed.' },
  BAD_SCALAR_START: { hint: 'Put the value in quotes.' },
  BLOCK_AS_IMPLICIT_KEY: { hint: 'Put a value that holds ": " in quotes, and check the indentation.' },
  TAG_RESOLVE_FAILED: {
    hint: 'Tags such as !secret are not used here; secrets are named under deployment.secrets. A text that begins with ! is put in quotes.',
  },
};

/** What a person sees in the text where the parser stumbles; the first that fits is told. */
const looks: Partial<Record<ErrorCode, readonly ((text: string, offset: number) => Seen | null)[]>> = {
  BLOCK_AS_IMPLICIT_KEY: [invisible, colon, deeper],
  MULTILINE_IMPLICIT_KEY: [invisible, glued],
  MISSING_CHAR: [invisible, glued],
  BAD_SCALAR_START: [special],
  BAD_INDENT: [invisible, aside],
};

/** Enough to see what kind of file it is. */
const problemLimit = 100;

/** The first syntax error, since the rest follows from it, and every unknown tag; those of compose are looked at where they stand. */
export function syntaxProblems(document: Document, text: string): Problem[] {
  const all = [...document.errors, ...document.warnings];
  const tags = all.filter(({ code, message }) => code === 'TAG_RESOLVE_FAILED' && !/Unresolved tag: !(reset|override)$/.test(message));
  const first = all.find(({ code }) => code !== 'TAG_RESOLVE_FAILED');
  // What the parser gave up on is not looked at any further: how far it came depends on the stack that was left.
  const exhausted = all.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  return (exhausted ? [exhausted] : [...(first ? [first] : []), ...tags]).slice(0, problemLimit).map(({ code, message, pos: [offset] }) => {
    const { message: ours, hint } = known[code] ?? { hint: 'Check the line above as well.' };
    const theirs = message.split('\n')[0] ?? message;
    const open = /^Missing closing ["']quote/.test(message) ? openQuote(document, offset) : null;
    const told = { offset, message: ours ?? theirs.charAt(0).toLowerCase() + theirs.slice(1), hint };
    return { path: [], rule: 'yaml', ...told, ...(open ?? looks[code]?.map((look) => look(text, offset)).find((seen) => seen !== null)) };
  });
}

/** Where the quote begins that the parser looked for the end of. */
function openQuote(document: Document, end: number): Seen | null {
  let offset: number | undefined;
  yaml().visit(document, {
    Scalar(_, node) {
      if (yaml().isScalar(node) && /^QUOTE/.test(node.type ?? '') && node.range && node.range[1] >= end) offset = node.range[0];
    },
  });
  return offset === undefined ? null : { offset, message: 'this quote is never closed', hint: 'Close it at the end of the value.' };
}
