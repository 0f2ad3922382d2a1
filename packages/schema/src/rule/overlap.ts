import { goExpressionFinds } from './go-expression.js';
import { parseRule, type Call, type Rule } from './parse.js';

interface Literal {
  /** In lower case; TCP names hosts by the hello of TLS, which to a comparison is the same. */
  readonly matcher: string;
  readonly values: readonly string[];
  readonly not: boolean;
}

/** All of these hold at once. */
export type Alternative = readonly Literal[];

/** A rule with more is compared no further. */
const most = 256;

/** A rule as a list of alternatives; none when it cannot be read. */
export function alternativesOf(rule: string): readonly Alternative[] {
  try {
    return expand(parseRule(rule), false);
  } catch {
    return [];
  }
}

/** What a rule says of hosts, names and expressions, once each: what it leads from. What it leaves out is none of them. */
export function hostMatchersOf(rule: string): Call[] {
  const found = alternativesOf(rule)
    .flat()
    .flatMap(({ matcher, values, not }): [string, Call][] =>
      !not && /^host(regexp)?$/.test(matcher)
        ? [[`${matcher} ${values.join()}`, { name: matcher === 'host' ? 'Host' : 'HostRegexp', values }]]
        : [],
    );
  return [...new Map(found).values()];
}

function expand(rule: Rule, not: boolean): readonly Alternative[] {
  if ('not' in rule) return expand(rule.not, !not);
  if ('name' in rule) {
    const matcher = rule.name.toLowerCase().replace(/^hostsni/, 'host');
    const values = matcher === 'host' ? rule.values.map((host) => host.toLowerCase().replace(/\.$/, '')) : rule.values;
    return [[{ matcher, values, not }]];
  }
  const parts = ('any' in rule ? rule.any : rule.all).map((part) => expand(part, not));
  if ('any' in rule !== not) return parts.flat().slice(0, most);
  return parts.reduce((known, part) => known.flatMap((one) => part.map((other) => [...one, ...other])).slice(0, most));
}

/**
 * Whether every request of `narrow` is one of `wide`. A path that `wide` leaves out is no way out for `narrow`, unless all of it lies there:
 * the rest is taken all the same.
 */
export const covers = (wide: Alternative, narrow: Alternative): boolean =>
  wide.every((literal) => narrow.some((given) => !given.not && implies(given, literal)) !== literal.not);

/** Both name a host by its full name. */
export function shareHost(a: Alternative, b: Alternative): boolean {
  const names = (one: Alternative): string[] =>
    one.filter(({ matcher, not }) => matcher === 'host' && !not).flatMap(({ values }) => values);
  return names(a).some((host) => names(b).includes(host));
}

function implies(given: Literal, wanted: Literal): boolean {
  const [value = ''] = given.values;
  const [limit = ''] = wanted.values;
  switch (wanted.matcher) {
    case 'host':
      return given.matcher === 'host' && (value === limit || wildcard(limit, value));
    case 'hostregexp':
      return given.matcher === 'host' && !value.includes('*') ? goExpressionFinds(limit, value) : same(given, wanted);
    case 'pathprefix':
      return limit === '/' || (/^path(prefix)?$/.test(given.matcher) && value.startsWith(limit));
    case 'pathregexp':
      return given.matcher === 'path' ? goExpressionFinds(limit, value) : same(given, wanted);
    default:
      return same(given, wanted);
  }
}

const same = (a: Literal, b: Literal): boolean => a.matcher === b.matcher && a.values.join('\0') === b.values.join('\0');

/** From v3.7.0 on `*.example.org` stands for one label, `*` for all. */
const wildcard = (pattern: string, host: string): boolean =>
  pattern === '*' || (pattern.startsWith('*.') && host.slice(host.indexOf('.')) === pattern.slice(1));
