import { isRecord, type Json } from '@hl/core';

export type JsonMap = { readonly [name: string]: Json };

/** `over` has the last word: maps merge deeply, lists and scalars replace, null deletes. */
export function merge(base: JsonMap, over: JsonMap): JsonMap {
  const result: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const former = result[key];
    if (value === null) delete result[key];
    else result[key] = isRecord(value) && isRecord(former) ? merge(former, value) : value;
  }
  return result;
}
