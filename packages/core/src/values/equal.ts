import { isRecord } from './is-record.js';

/** Deep equality of plain JSON; the order of an object's keys does not count, a key that is `undefined` is not there. */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index += 1) if (!equal(a[index], b[index])) return false;
    return true;
  }
  const [left, right] = [a as Fields, b as Fields];
  let extra = 0;
  for (const key in left) {
    const value = left[key];
    if (value === undefined) continue;
    if (!Object.hasOwn(right, key) || !equal(value, right[key])) return false;
    extra -= 1;
  }
  for (const key in right) if (right[key] !== undefined) extra += 1;
  return extra === 0;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Whether what was found already is what is wanted. Only the top-level fields that `wanted` names are compared:
 * the rest is the system's own. Inside a named field the match is exact, so a leftover is a difference.
 */
export function satisfies(found: unknown, wanted: unknown): boolean {
  if (found === null || wanted === null) return found === wanted;
  return isRecord(found) && isRecord(wanted) ? differences(found, wanted).length === 0 : equal(found, wanted);
}

/** Names of the top-level fields of `wanted` that `found` does not satisfy: why a change is needed. */
export function differences(found: unknown, wanted: unknown): string[] {
  if (!isRecord(found) || !isRecord(wanted)) return [];
  return Object.keys(wanted).filter((field) => wanted[field] !== undefined && !equal(found[field], wanted[field]));
}
