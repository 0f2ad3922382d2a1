import { isAbsolute, join } from 'node:path';

type Options = Readonly<Record<string, unknown>>;

/** An option that takes a value, as it was typed; undefined: it was not given, or without a value. */
export const text = (value: unknown): string | undefined => (value === undefined || typeof value === 'boolean' ? undefined : String(value));

/** Those of these options that were given with a value, as they were typed. */
export const texts = <K extends string>(options: Options, ...names: readonly K[]): Partial<Record<K, string>> =>
  Object.fromEntries(names.map((name) => [name, text(options[name])]).filter(([, found]) => found !== undefined)) as Partial<
    Record<K, string>
  >;

/** Of options without a value: which were given. */
export const flags = <K extends string>(options: Options, ...names: readonly K[]): Record<K, boolean> =>
  Object.fromEntries(names.map((name) => [name, options[name] === true])) as Record<K, boolean>;

/** An option that is given as often as needed. */
export const many = (value: unknown): string[] => [value ?? []].flat().map(String);

/** A path as it was typed, for the folder of hl.yml. */
export const typed = (path: string, { below = '' }: { readonly below?: string }): string => (isAbsolute(path) ? path : join(below, path));
