import { isRecord, type Json } from '@hl/core';

export type JsonMap = { readonly [name: string]: Json };

/** A map, or the empty one for anything else. */
export const mapOf = (value: Json | undefined): JsonMap => (isRecord(value) ? value : {});

/** A list, the one item that stands for one, or the empty one. */
export const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : value === undefined || value === null ? [] : [value];

/** The map with each value changed; what becomes undefined is left out. The map itself where all stay what they are. */
export function mapValues(map: JsonMap, change: (value: Json, key: string) => Json | undefined): JsonMap {
  const entries = Object.entries(map);
  const changed = entries.map(([key, value]) => change(value, key));
  if (entries.every(([, value], index) => value === changed[index])) return map;
  return Object.fromEntries(
    entries.flatMap(([key], index) => {
      const value = changed[index];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
