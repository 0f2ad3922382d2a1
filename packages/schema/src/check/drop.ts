import type { Field } from '../diagnostic.js';

/** What of a section has an effect where it stands; each of `keys` that is there has none, which is told. */
export function drop<T extends object>(
  given: T,
  keys: readonly (keyof T & string)[],
  field: Field,
  why: string,
  hint: string | ((key: string) => string),
): T {
  const present = keys.filter((key) => given[key] !== undefined);
  if (present.length === 0) return given;
  for (const key of present)
    field
      .at(key)
      .key()
      .warn('no-effect', `${key} has no effect ${why}`, typeof hint === 'string' ? hint : hint(key));
  return Object.fromEntries(Object.entries(given).filter(([key]) => !present.some((gone) => gone === key))) as T;
}
