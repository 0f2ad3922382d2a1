import { stringify } from 'yaml';

/** A value as it stands in one line of YAML. */
export const word = (value: string | number): string => stringify(value, { lineWidth: 0 }).trimEnd();

/** A list or map in one line. */
export const flow = (value: readonly string[] | object): string =>
  Array.isArray(value)
    ? `[${(value as readonly string[]).map(word).join(', ')}]`
    : stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
