import { isAbsolute, join } from 'node:path';

/** An option that takes a value, as it was typed; undefined: it was not given, or without a value. */
export const text = (value: unknown): string | undefined => (value === undefined || typeof value === 'boolean' ? undefined : String(value));

/** The same as a field that is there only when the option was given. */
export const given = <K extends string>(name: K, value: unknown): Partial<Record<K, string>> => {
  const found = text(value);
  return (found === undefined ? {} : { [name]: found }) as Partial<Record<K, string>>;
};

/** A path as it was typed, for the folder of hl.yml. */
export const typed = (path: string, { below = '' }: { readonly below?: string }): string => (isAbsolute(path) ? path : join(below, path));
