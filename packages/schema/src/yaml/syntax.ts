import type { Document, ErrorCode } from 'yaml';
import type { Problem } from '../diagnostic.js';

type SyntaxProblem = Omit<Problem, 'path'> & { readonly offset: number };

const known: Partial<Record<ErrorCode, { message?: string; hint: string }>> = {
  DUPLICATE_KEY: { message: 'the key is given twice in one mapping', hint: 'Keep one of them.' },
  TAB_AS_INDENT: { message: 'a tab cannot indent', hint: 'Use blanks: two for each level.' },
  MULTIPLE_DOCS: { message: 'the file holds several documents', hint: 'Keep one; split the rest into files of their own.' },
  RESOURCE_EXHAUSTION: { message: 'the file is nested too deeply', hint: 'Check for brackets that are never closed.' },
  MISSING_CHAR: { hint: 'Close the quote or the bracket.' },
  BAD_DQ_ESCAPE: { hint: 'Double the backslash, or use single quotes.' },
  BAD_INDENT: { hint: 'Check the indentation and that each bracket is closed.' },
  BAD_SCALAR_START: { hint: 'Put the value in quotes.' },
  BLOCK_AS_IMPLICIT_KEY: { hint: 'Put a value that holds ": " in quotes, and check the indentation.' },
  TAG_RESOLVE_FAILED: { hint: 'Tags such as !secret are not used here; secrets are named under deployment.secrets.' },
};

/** The first syntax error, since the rest follows from it, and every duplicate key and unknown tag. */
export function syntaxProblems(document: Document): SyntaxProblem[] {
  const all = [...document.errors, ...document.warnings];
  const alone = all.filter(({ code }) => code === 'DUPLICATE_KEY' || code === 'TAG_RESOLVE_FAILED');
  const first = all.filter((error) => !alone.includes(error)).slice(0, 1);
  return [...first, ...alone]
    .sort((a, b) => a.pos[0] - b.pos[0])
    .map(({ code, message, pos }) => {
      const { message: ours, hint } = known[code] ?? { hint: 'Check the line above as well.' };
      const rule = code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'yaml';
      const theirs = message.split('\n')[0] ?? message;
      return { rule, message: ours ?? theirs.charAt(0).toLowerCase() + theirs.slice(1), hint, offset: pos[0] };
    });
}
