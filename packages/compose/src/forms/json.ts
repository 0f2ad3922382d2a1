import { isRecord, type Json } from '@hl/core';

export type JsonMap = { readonly [name: string]: Json };

/** A map, or the empty one for anything else. */
export const mapOf = (value: Json | undefined): JsonMap => (isRecord(value) ? value : {});

/** A list, the one item that stands for one, or the empty one. */
export const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : value === undefined || value === null ? [] : [value];

/** The map with each value changed; what becomes undefined is left out. The map itself where all stay what they are. */
export function mapValues(map: JsonMap, change: (value: Json, key: string) => Json | undefined): JsonMap {
  let changed: Map<string, Json | undefined> | undefined;
  for (const key in map) {
    const value = map[key] as Json;
    const next = change(value, key);
    if (next !== value) (changed ??= new Map(Object.entries(map))).set(key, next);
  }
  return changed ? (Object.fromEntries([...changed].filter(([, value]) => value !== undefined)) as JsonMap) : map;
}

/** The value with each text in it changed; the value itself where all stay what they are. */
export function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) {
    const changed = value.map((item: Json) => mapTexts(item, change));
    return changed.every((item, index) => item === value[index]) ? value : changed;
  }
  return isRecord(value) ? mapValues(value as JsonMap, (item) => mapTexts(item, change)) : value;
}
