import type { ReportData, ServiceFacts } from '@hl/report';
import { troubled } from './trouble.js';

/** Texts that want to be more than texts. */
export const hostileTexts = [
  '</script><script>globalThis.broken = 1</script>',
  '"><img src=x onerror="globalThis.broken = 2">',
  "' onmouseover='globalThis.broken = 3' x='",
  '</style><svg onload="globalThis.broken = 4">',
  '<!--<script>',
  ']]>&lt;b&gt;&amp;',
  'javascript:globalThis.broken=5',
  'right\u202eot left\u2066',
  'nul\u0000 bell\u0007 escape\u001b[31m',
  'half \ud83d of a pair',
  'x'.repeat(10_000),
  'word '.repeat(2_000),
  '${globalThis.broken = 6}',
  '__proto__',
];

/** The troubled fleet with such a text wherever a text can be. */
export function hostile(): ReportData {
  const data = troubled();
  let next = 0;
  const text = (): string => hostileTexts[next++ % hostileTexts.length] ?? '';
  /** Kept: what the page decides by, and times. */
  const kept = new Set(['state', 'status', 'action', 'started', 'seen', 'made', 'deployed', 'time']);
  const spoilt = <T>(value: T, key = ''): T => {
    if (typeof value === 'string') return (kept.has(key) ? value : text()) as T;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item: unknown) => spoilt(item)) as T;
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, spoilt(field, name)])) as T;
  };
  const spoiltData = spoilt(data);
  const services: ServiceFacts[] = hostileTexts.map((name, index) => ({
    ...(spoiltData.services[index % 12] as ServiceFacts),
    name,
    title: name,
    host: name,
    category: name,
    url: name,
  }));
  return { ...spoiltData, services };
}
