import { isRecord, type Json } from '@hl/core';
import { mapValues, type JsonMap } from '../forms/json.js';

/** `{'!reset': null}` is in JSON what the tag is in YAML: takes away what the files before say there. */
export const resetTag = '!reset';

/** `{'!override': value}`: takes the place of what the files before say there, whatever it is. */
export const overrideTag = '!override';

export const isReset = (value: Json): boolean => isRecord(value) && resetTag in value;

export const isOverride = (value: Json): value is { readonly [overrideTag]: Json } => isRecord(value) && overrideTag in value;

/** What a value says where nothing came before it. */
export function unmarked(value: Json): Json {
  if (isOverride(value)) return unmarked(value[overrideTag]);
  if (Array.isArray(value))
    return value.some((item) => typeof item === 'object') ? value.filter((item: Json) => !isReset(item)).map(unmarked) : value;
  return isRecord(value) ? mapValues(value as JsonMap, (item) => (isReset(item) ? undefined : unmarked(item))) : value;
}
