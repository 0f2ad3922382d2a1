import type { Path } from '../diagnostic.js';

/** The same value, in which a key that has none is there, so that its name is checked. */
export function withEmpty<T extends object>(value: T, empty: readonly Path[]): T {
  if (empty.length === 0) return value;
  const whole = structuredClone(value);
  for (const path of empty) {
    const parent = path.slice(0, -1).reduce<unknown>((node, key) => (node as { [key: string]: unknown } | undefined)?.[key], whole);
    if (typeof parent === 'object' && parent !== null) Object.assign(parent, { [String(path.at(-1))]: undefined });
  }
  return whole;
}
