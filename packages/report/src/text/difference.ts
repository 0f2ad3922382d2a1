import { equal, isRecord } from '@hl/core';

/** One place in which two specs differ; undefined: nothing is there. */
export interface Difference {
  /** `middlewares.0`; empty: the whole. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * Where two specs differ, field by field. Of fields that only `before` has nothing is said at the top: they are the system's own.
 *
 * @param before null: there is nothing yet @param after null: it goes
 */
export function differencesOf(before: unknown, after: unknown): Difference[] {
  if (!isRecord(before) || !isRecord(after)) return [...(isRecord(before) ? fields(before, null) : fields(null, after))];
  return Object.keys(after).flatMap((key) => within(key, before[key], after[key]));
}

/** All of what comes or goes. */
function fields(before: unknown, after: unknown): Difference[] {
  const whole = before ?? after;
  if (!isRecord(whole)) return equal(before, after) ? [] : [{ path: '', before: shown(before), after: shown(after) }];
  return Object.entries(whole)
    .filter(([, value]) => !isEmpty(value))
    .map(([path, value]) => ({ path, before: before === null ? undefined : value, after: before === null ? value : undefined }));
}

function within(path: string, before: unknown, after: unknown): Difference[] {
  if (equal(before, after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => within(`${path}.${key}`, before[key], after[key]));
  }
  return [{ path, before, after }];
}

const shown = (value: unknown): unknown => (value === null ? undefined : value);

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value as object).length === 0);

/** As people read it: texts without quotes, short lists on one line. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value === '' ? '(empty)' : value;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.length === 0 ? '(none)' : value.join(', ');
  return JSON.stringify(value) ?? '';
}
