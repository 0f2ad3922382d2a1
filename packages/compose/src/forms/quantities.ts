/** Keys whose values are durations, wherever a compose file has them. */
export const durations: ReadonlySet<string> = new Set(
  'interval timeout start_period start_interval stop_grace_period delay monitor window'.split(' '),
);

/** Keys whose values are sizes. The `size` of a tmpfs is one, too; options of drivers have the same name. */
export const sizes: ReadonlySet<string> = new Set(['mem_limit', 'mem_reservation', 'memory', 'memswap_limit', 'rate', 'shm_size']);

const seconds: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

/** Seconds of a duration such as `1m30s`; null when compose takes it for none. */
export function secondsOf(text: string): number | null {
  if (/^\d{1,6}s$/.test(text)) return Number(text.slice(0, -1));
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|[smhdw])/gy)];
  if (text === '0') return 0;
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return null;
  // Nanoseconds are whole: sums such as 0.1 s + 0.2 s come out as they would be written.
  return Math.round(parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (seconds[unit] ?? 0), 0) * 1e9) / 1e9;
}

/** Bytes of a size such as `512mb`, `1.5g` or a number of bytes; null when compose takes it for none. */
export function bytesOf(written: string | number): number | null {
  const [, amount, unit = ''] = /^(-?\d+(?:\.\d+)?) ?([kmgtp]?)i?b?$/i.exec(String(written)) ?? [];
  return amount === undefined ? null : Math.trunc(Number(amount) * 1024 ** ' kmgtp'.indexOf(unit.toLowerCase() || ' '));
}
