import { isRecord, type Json } from '@hl/core';
import { listOf, mapOf, mapValues, type JsonMap } from './json.js';

/** Labels, variables, arguments…: a map or a list of `name=value`, as a map; a name alone has null. */
export const valuesOf = (written: Json | undefined): JsonMap =>
  isRecord(written)
    ? written
    : Object.fromEntries(
        (Array.isArray(written) ? written.map(String) : []).map((line) => {
          const at = line.indexOf('=');
          return at < 0 ? [line, null] : [line.slice(0, at), line.slice(at + 1)];
        }),
      );

/** Labels and the like as a map; a name alone has the empty text. */
export const pairsOf = (written: Json | undefined): JsonMap =>
  Array.isArray(written) ? mapValues(valuesOf(written), (value) => value ?? '') : mapOf(written);

/** Variables of a container; null: the value is the one of compose's own surroundings. */
export function environmentOf(written: Json | undefined): Readonly<Record<string, string | null>> {
  const values = valuesOf(written);
  // As nearly everybody writes it: nothing to be changed, nothing copied.
  if (Object.values(values).every((value) => typeof value === 'string' || value === null)) return values as Record<string, string | null>;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === null ? null : String(value)]));
}

/** A list of `name=value`, whichever way it was written. */
export const linesOf = (written: Json | undefined): readonly Json[] =>
  isRecord(written)
    ? Object.entries(written).flatMap(([name, value]) => (value === null ? [name] : listOf(value).map((item) => `${name}=${String(item)}`)))
    : listOf(written);

/** Keys of a map, or the items of a list. */
export const namesIn = (written: Json | undefined): string[] => (isRecord(written) ? Object.keys(written) : listOf(written).map(String));

/** Networks or dependencies: a map, or a list of names that each mean `each`. */
export const namedOf = (written: Json | undefined, each: Json): JsonMap =>
  isRecord(written) ? written : Object.fromEntries(listOf(written).map((name) => [String(name), each]));
