import { usageError } from '../../line/usage-error.js';

const example = 'hl logs metube --since 10m --tail 50';

/** As docker takes it, which knows no days. @throws HlError HL_USAGE */
export function sinceOf(text: string): string {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return unit === 'd' ? `${Number(count) * 24}h` : text;
  if (/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw usageError(`--since takes a time like 10m, 3d or 2026-08-15T12:00:00Z, not ${text}`, example);
}

/** @throws HlError HL_USAGE */
export function tailOf(text: string): number | 'all' {
  if (text === 'all') return text;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageError(`--tail takes a number of lines or all, not ${text}`, example);
}
