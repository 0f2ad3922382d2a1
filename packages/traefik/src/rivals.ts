import { isRecord } from './check.js';
import { parseRule, patternFinds } from './rule.js';
import type { Rule } from './rule.js';
import type { RouteConfig } from './spec.js';

type Fields = { readonly [field: string]: unknown };
type Layer = 'http' | 'tcp' | 'udp';

/** A router that somebody else made. */
export interface Router {
  readonly section: Layer;
  /** With its provider, e.g. `legacy@file`. */
  readonly name: string;
  readonly fields: Fields;
  /** Path below the provider's directory, when it is written in a file there. */
  readonly file: string | null;
  /** As Traefik serves it, with what its entryPoints add. */
  readonly served: boolean;
  /** It only leads to another address, e.g. from plain HTTP to https. */
  readonly redirects: boolean;
}

/** Those of `others` that would take, or lose, requests that the service's own router is for. */
export function rivals(key: string, spec: RouteConfig, others: readonly Router[]): Router[] {
  return others.filter((other) =>
    (['http', 'tcp', 'udp'] as const).some((section) => {
      const own = spec[section]?.['routers']?.[key];
      return own !== undefined && sharesEntryPoint(own, other.fields) && collides(section, own, other);
    }),
  );
}

function collides(section: Layer, own: Fields, other: Router): boolean {
  const { section: theirs, fields, served, redirects } = other;
  if (section === 'udp' || theirs === 'udp') return section === theirs; // nothing but the entryPoint tells them apart
  const secure = isRecord(fields['tls']);
  if (section === theirs && served && isRecord(own['tls']) !== secure) return false;
  if (redirects && !secure && isRecord(own['tls'])) return false;
  const wanted = alternatives(own, section);
  const found = alternatives(fields, theirs);
  // what TCP routers name is theirs before HTTP is looked at
  if (section !== theirs) return wanted.some((one) => found.some((other) => sharesHost(one, other)));
  const [mine, given] = [weight(own), weight(fields)];
  return wanted.some((one) =>
    found.some(
      (theirs) =>
        covers(theirs, one) &&
        (given.priority >= mine.priority || (mine.byLength && given.byLength && sharesHost(one, theirs) && covers(one, theirs))),
    ),
  );
}

/** Without a list a router is on all entryPoints that are default ones. */
function sharesEntryPoint(own: Fields, theirs: Fields): boolean {
  const [a, b] = [own['entryPoints'], theirs['entryPoints']].map((value) => (value === undefined ? [] : [value].flat().map(String)));
  return !a?.length || !b?.length || a.some((one) => b.includes(one));
}

/** Where nobody says more, Traefik takes the length in bytes; what answers for all names of TCP comes last. */
function weight({ rule, priority, priorityStr }: Fields): { readonly priority: number; readonly byLength: boolean } {
  const length = rule === 'HostSNI(`*`)' ? -1 : Buffer.byteLength(String(rule ?? ''));
  const given = Number(priorityStr ?? priority ?? 0) || length;
  return { priority: given, byLength: given === length };
}

interface Literal {
  readonly matcher: string;
  readonly values: readonly string[];
  readonly not: boolean;
}

/** All of these hold at once. */
type Alternative = readonly Literal[];

/** A rule with more is compared no further. */
const most = 256;

const known = new WeakMap<Fields, readonly Alternative[]>();

/** The router's rule as a list of alternatives; none when it cannot be read. Each router is compared with many. */
function alternatives(router: Fields, layer: 'http' | 'tcp'): readonly Alternative[] {
  const found = known.get(router) ?? read(String(router['rule'] ?? ''), layer);
  known.set(router, found);
  return found;
}

function read(rule: string, layer: 'http' | 'tcp'): readonly Alternative[] {
  try {
    return expand(parseRule(rule, layer), false);
  } catch {
    return [];
  }
}

function expand(rule: Rule, not: boolean): readonly Alternative[] {
  if ('not' in rule) return expand(rule.not, !not);
  if ('matcher' in rule) return [[{ ...canonical(rule), not }]];
  const parts = ('any' in rule ? rule.any : rule.all).map((part) => expand(part, not));
  if ('any' in rule !== not) return parts.flat().slice(0, most);
  return parts.reduce((known, part) => known.flatMap((one) => part.map((other) => [...one, ...other])).slice(0, most));
}

/** TCP names hosts by the hello of TLS; to a comparison that is the same. */
function canonical({ matcher, values }: { readonly matcher: string; readonly values: readonly string[] }): Omit<Literal, 'not'> {
  const name = matcher.replace(/^hostsni/, 'host');
  return { matcher: name, values: name === 'host' ? values.map((host) => host.toLowerCase().replace(/\.$/, '')) : values };
}

/**
 * Whether every request of `narrow` is one of `wide`. A path that `wide` leaves out is no way out for `narrow`, unless all of it lies there:
 * the rest is taken all the same.
 */
function covers(wide: Alternative, narrow: Alternative): boolean {
  return wide.every((literal) => {
    const implied = narrow.some((given) => !given.not && implies(given, literal));
    return literal.not ? !implied : implied;
  });
}

function implies(given: Literal, wanted: Literal): boolean {
  const [value = ''] = given.values;
  const [limit = ''] = wanted.values;
  switch (wanted.matcher) {
    case 'host':
      return given.matcher === 'host' && (value === limit || wildcard(limit, value));
    case 'hostregexp':
      return given.matcher === 'host' && !value.includes('*') ? patternFinds(limit, value) : same(given, wanted);
    case 'pathprefix':
      return limit === '/' || (/^path(prefix)?$/.test(given.matcher) && value.startsWith(limit));
    case 'pathregexp':
      return given.matcher === 'path' ? patternFinds(limit, value) : same(given, wanted);
    default:
      return same(given, wanted);
  }
}

const same = (a: Literal, b: Literal): boolean => a.matcher === b.matcher && a.values.join('\0') === b.values.join('\0');

/** From v3.7.0 on `*.example.org` stands for one label, `*` for all. */
const wildcard = (pattern: string, host: string): boolean =>
  pattern === '*' || (pattern.startsWith('*.') && host.slice(host.indexOf('.')) === pattern.slice(1));

/** Both name a host by its full name. */
function sharesHost(a: Alternative, b: Alternative): boolean {
  const names = (one: Alternative): string[] =>
    one.filter(({ matcher, not }) => matcher === 'host' && !not).flatMap(({ values }) => values);
  return names(a).some((host) => names(b).includes(host));
}
