import { isRecord, type Json } from '@hl/core';
import type { ComposeFile } from '../compose-file.js';
import { normal } from './normal.js';

/**
 * Paths (`services.web.ports.0.published`) of what differs in meaning between two compose files; none when `docker compose config`
 * has the same to say of both. Extensions (`x-…`) have no meaning, and a file without a name has the other's.
 *
 * @param directory where the files lie: relative paths start there. Without it they only equal relative ones.
 */
export function sameMeaning(a: ComposeFile, b: ComposeFile, directory = '.'): string[] {
  const [one, other] = [a.top['name'], b.top['name']];
  return [...differences(normal(a, String(one ?? other ?? ''), directory), normal(b, String(other ?? one ?? ''), directory), [])];
}

function* differences(a: Json | undefined, b: Json | undefined, path: readonly string[]): Generator<string> {
  const both = [a, b];
  if (both.every(isRecord) || (both.every(Array.isArray) && (a as Json[]).length === (b as Json[]).length)) {
    const [left, right] = both as [{ readonly [key: string]: Json }, { readonly [key: string]: Json }];
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) yield* differences(left[key], right[key], [...path, key]);
  } else if (dollars(a) !== dollars(b)) yield path.join('.');
}

/** A `$` that no variable follows is one, doubled or not. */
const dollars = (value: Json | undefined): Json | undefined =>
  typeof value === 'string' ? value.replace(/\$\$|\$(?![A-Za-z_{])/g, '$$$$') : value;
