import { isIP } from 'node:net';
import { goExpressionProblem } from './go-expression.js';
import type { Call } from './parse.js';

/** Which routers a rule is for: those of TCP name hosts by the hello of TLS. */
export type Layer = 'http' | 'tcp';

/** Matchers of Traefik v3, with the numbers of values that they take. */
const matchers: { readonly [layer in Layer]: { readonly [name: string]: readonly number[] } } = {
  http: {
    Host: [1],
    HostRegexp: [1],
    Path: [1],
    PathPrefix: [1],
    PathRegexp: [1],
    Method: [1],
    Header: [2],
    HeaderRegexp: [2],
    Query: [1, 2],
    QueryRegexp: [1, 2],
    ClientIP: [1],
  },
  tcp: { HostSNI: [1], HostSNIRegexp: [1], ALPN: [1], ClientIP: [1] },
};

export const matcherNames = (layer: Layer): readonly string[] => Object.keys(matchers[layer]);

/** A matcher in Traefik's own spelling; null: it has none of that name. */
export const matcherOf = ({ name }: Call, layer: Layer): string | null =>
  matcherNames(layer).find((known) => known.toLowerCase() === name.toLowerCase()) ?? null;

/** Why Traefik refuses a matcher. */
export type Misuse =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'count'; readonly allowed: readonly number[] }
  | { readonly kind: 'empty' | 'non-ascii' | 'relative-path' | 'no-range'; readonly value: string }
  | { readonly kind: 'expression'; readonly value: string; readonly problem: string };

/** What Traefik would not take in a matcher, or null. */
export function misuseOf(call: Call, layer: Layer): Misuse | null {
  const matcher = matcherOf(call, layer);
  if (matcher === null) return { kind: 'unknown' };
  const { values } = call;
  const allowed = matchers[layer][matcher] as readonly number[];
  if (!allowed.includes(values.length)) return { kind: 'count', allowed };
  const [value = ''] = values;
  if (values.every((one) => one === '')) return { kind: 'empty', value };
  if (/^Host(SNI)?$/.test(matcher) && /[^\x00-\x7f]/.test(value)) return { kind: 'non-ascii', value };
  if (/^Path(Prefix)?$/.test(matcher) && !value.startsWith('/')) return { kind: 'relative-path', value };
  if (matcher === 'ClientIP' && !isRange(value)) return { kind: 'no-range', value };
  if (!matcher.endsWith('Regexp')) return null;
  const expression = values.at(-1) ?? '';
  const problem = goExpressionProblem(expression);
  return problem === null ? null : { kind: 'expression', value: expression, problem };
}

function isRange(text: string): boolean {
  const [address = '', bits = '0', ...more] = text.split('/');
  return isIP(address) !== 0 && more.length === 0 && /^\d+$/.test(bits) && Number(bits) <= (isIP(address) === 6 ? 128 : 32);
}
