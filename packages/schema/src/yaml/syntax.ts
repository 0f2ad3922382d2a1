import { isMap, isScalar, isSeq, type Document, type ErrorCode, type Scalar } from 'yaml';
import type { Problem } from '../diagnostic.js';
import { depthLimit } from './plain.js';

type SyntaxProblem = Omit<Problem, 'path'> & { readonly offset: number };

const known: Partial<Record<ErrorCode, { message?: string; hint: string }>> = {
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

/** Enough to see what kind of file it is. */
const problemLimit = 100;

/** The first syntax error, since the rest follows from it, and every duplicate key and unknown tag. */
export function syntaxProblems(document: Document): SyntaxProblem[] {
  const all = [...document.errors, ...document.warnings];
  const tags = all.filter(({ code }) => code === 'TAG_RESOLVE_FAILED');
  const first = all.find(({ code }) => code !== 'TAG_RESOLVE_FAILED');
  // What the parser gave up on is not looked at any further: how far it came depends on the stack that was left.
  const exhausted = all.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  const found: SyntaxProblem[] = (exhausted ? [exhausted] : first ? [first, ...tags] : tags)
    .slice(0, problemLimit)
    .map(({ code, message, pos }) => {
      const { message: ours, hint } = known[code] ?? { hint: 'Check the line above as well.' };
      const theirs = message.split('\n')[0] ?? message;
      return { rule: 'yaml', message: ours ?? theirs.charAt(0).toLowerCase() + theirs.slice(1), hint, offset: pos[0] };
    });
  for (const offset of exhausted ? [] : repeatedKeys(document.contents)) {
    found.push({ rule: 'duplicate-key', message: 'the key is given twice in one mapping', hint: 'Keep one of them.', offset });
  }
  return found.sort((a, b) => a.offset - b.offset);
}

/** Where a key stands that its mapping has already. The parser's own check compares each key with each. */
function repeatedKeys(root: unknown): number[] {
  const offsets: number[] = [];
  const look = (node: unknown, depth: number): void => {
    if (depth > depthLimit || offsets.length >= problemLimit) return;
    if (isSeq(node)) node.items.forEach((item) => look(item, depth + 1));
    if (!isMap(node)) return;
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      const text = isScalar(key) ? String(key.value) : undefined;
      if (text !== undefined && seen.has(text) && offsets.length < problemLimit) offsets.push((key as Scalar).range?.[0] ?? 0);
      if (text !== undefined) seen.add(text);
      look(value, depth + 1);
    }
  };
  look(root, 0);
  return offsets;
}
