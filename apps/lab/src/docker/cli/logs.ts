import type { LogLine } from '../engine/container.js';
import type { Flags } from './flags.js';

/** What `docker logs` and `docker service logs` print of these lines. */
export function logText(lines: readonly LogLine[], options: Flags): string {
  const since = sinceOf(options.value('--since') ?? '');
  const tail = options.value('--tail', '-n') ?? 'all';
  const recent = lines.filter(({ time }) => time >= since);
  const shown = tail === 'all' ? recent : Number(tail) === 0 ? [] : recent.slice(-Number(tail));
  const stamp = (time: number): string =>
    options.has('--timestamps', '-t') ? `${new Date(time).toISOString().replace('Z', '000000Z')} ` : '';
  return shown.map(({ time, text }) => `${stamp(time)}${text}\n`).join('');
}

/** Of a time, or `10m`. */
function sinceOf(text: string): number {
  const [, count, unit = 's'] = /^(\d+)([smh])$/.exec(text) ?? [];
  if (count !== undefined) return Date.now() - Number(count) * { s: 1_000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h'];
  return text === '' ? 0 : Date.parse(text.replace(/(\.\d{3})\d*/, '$1'));
}
