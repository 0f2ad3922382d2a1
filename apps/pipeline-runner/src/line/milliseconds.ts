import { usageError } from './usage-error.js';

/** Of what was typed for `--interval`. @throws HlError HL_USAGE */
export function millisecondsOf(text: string, example = 'hl watch --interval 60s'): number {
  const [, count = '0', unit = 's'] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const ms = Number(count) * { s: 1_000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h'];
  if (ms > 0) return ms;
  throw usageError(`--interval takes a time like 30s or 5m, not ${text}`, example);
}
