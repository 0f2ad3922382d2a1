import { isIP } from 'node:net';
import type { Field } from '../diagnostic.js';
import { show } from './show.js';

/** Positions of the entries that stand for the same as an earlier one. */
export function repeats<T>(list: readonly T[], identity: (entry: T) => string): number[] {
  if (list.length < 2) return [];
  const first = new Map<string, number>();
  return list.flatMap((entry, index) => {
    const known = first.has(identity(entry));
    if (!known) first.set(identity(entry), index);
    return known ? index : [];
  });
}

/** One address or several, each once; what is none is told. */
export function addressesOf(given: string | readonly string[], field: Field, hint: string): string[] {
  for (const [index, address] of [given].flat().entries()) {
    const here = typeof given === 'string' ? field : field.at(index);
    if (isIP(address) === 0) here.error('address', `${show(address)} is not an IPv4 or IPv6 address`, hint);
  }
  return [...new Set([given].flat())];
}
