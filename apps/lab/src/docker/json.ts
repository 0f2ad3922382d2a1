export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export type Record_ = { readonly [name: string]: Json };

export const isRecord = (value: unknown): value is Record_ => typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : value === undefined || value === null ? [] : [value];
