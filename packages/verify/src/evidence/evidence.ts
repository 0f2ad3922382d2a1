import { printable } from '@hl/core';

/** What was seen, for people: short texts by what they are about. The keys are listed in schemas/verification.schema.json. */
export type Evidence = { readonly [about: string]: string };

const longest = 500;

/** As it may stand in an artifact: printable, short, nothing that says nothing; null: there is none. */
export function presentable(evidence: Evidence): Evidence | null {
  const told = Object.entries(evidence)
    .map(([about, text]) => [about, cut(printable(text.trim()), longest)] as const)
    .filter(([, text]) => text !== '');
  return told.length === 0 ? null : Object.fromEntries(told);
}

/** Its beginning, with a mark where it goes on. */
export function cut(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/**
 * Without what may be a key to something: the values of queries, what is behind a `#`, names and passwords in URLs, and words as long and
 * mixed as only tokens are.
 */
export const withoutSecrets = (text: string): string =>
  text
    .replace(/(:\/\/)[^/?#@\s"'<>]*@/g, '$1')
    .replace(/([?&](?:amp;)?[\w.~%[\]-]+=)[^&#\s"'<>]+/g, '$1…')
    .replace(/\b(?=\w*\d)(?=\w*[A-Za-z])\w{24,}(?:[.-]\w+)*/g, '…');
