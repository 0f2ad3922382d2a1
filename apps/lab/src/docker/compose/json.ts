import { isRecord } from '@hl/core';
import type { Json } from '@hl/core';

export type JsonMap = { readonly [name: string]: Json };

/** What compose takes as a list or as one value. */
export const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : value === undefined || value === null ? [] : [value];

/** Keys of a map, or the items of a list. */
export const namesOf = (value: Json | undefined): string[] => (isRecord(value) ? Object.keys(value) : listOf(value).map(String));
