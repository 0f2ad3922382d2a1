import { HlError } from '@hl/core';
import { patternProblem, ruleProblem } from './rule.js';
import { headerFields, sections } from './shape.js';
import type { Shape } from './shape.js';
import { configOf, eachDefinition } from './spec.js';
import type { RouteConfig } from './spec.js';

/** Something for which Traefik rejects a file. */
export interface Problem {
  readonly at: readonly (string | number)[];
  /** With the place, e.g. `http.routers: an empty map`. */
  readonly text: string;
  /** No version takes it: it has nothing to do with which fields are known. */
  readonly everyVersion: boolean;
}

type Place = Problem['at'];

const dotted = (at: Place): string =>
  at.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
/** `http.routers` and what is around it. */
const outer = (at: Place): boolean => at.length < 3 && at[0] !== 'tls';
const problem = (at: Place, what: string, everyVersion = false): Problem[] => [{ at, text: `${dotted(at)}: ${what}`, everyVersion }];

/** Why Traefik would reject a file with this content; none: it takes it. One such file takes down the updates of the whole directory. */
export function problems(root: unknown): Problem[] {
  if (root === null || root === undefined) return [];
  if (!isRecord(root)) return [{ at: [], text: 'the root is not a map', everyVersion: true }];
  return Object.entries(root).flatMap(([name, value]) => {
    const shape = own(sections, name.toLowerCase());
    return shape && value !== null ? element(value, shape, [name]) : [];
  });
}

function element(value: unknown, shape: Shape, at: Place): Problem[] {
  if (shape === 'any') return [];
  if (typeof shape === 'string') return scalar(value, shape, at);
  if ('list' in shape) return [value ?? []].flat().flatMap((item, index) => element(item, shape.list, [...at, index]));
  const empty = value === null || (isRecord(value) && Object.keys(value).length === 0);
  if ('fields' in shape && shape.empty && (empty || typeof value === 'boolean')) return [];
  // no value instead of {} is passed over by some versions
  if (empty) return problem(at, value === null ? 'an empty map (no value)' : 'an empty map', value !== null && outer(at));
  if (!isRecord(value)) return problem(at, 'not a map', outer(at));
  if ('map' in shape) return Object.entries(value).flatMap(([name, item]) => element(item, shape.map, [...at, name]));
  return Object.entries(value).flatMap(([name, item]) => {
    const known = Object.keys(shape.fields).find((field) => field.toLowerCase() === name.toLowerCase());
    if (known !== undefined) return element(item, shape.fields[known] as Shape, [...at, name]);
    return [{ at: [...at, name], text: `${dotted(at)}: unknown field ${name}`, everyVersion: false }];
  });
}

function scalar(value: unknown, shape: 'string' | 'int' | 'bool' | 'strings', at: Place): Problem[] {
  if (shape === 'strings') return [value ?? []].flat().some((item) => typeof item === 'object') ? problem(at, 'not a list of strings') : [];
  if (typeof value === 'object') return value === null ? [] : problem(at, `not a ${shape}`);
  if (shape === 'int') return /^[+-]?\d+$/.test(String(value)) ? [] : problem(at, `${JSON.stringify(value)} is not a whole number`);
  if (shape === 'bool')
    return /^(true|false|1|0|t|f)$/i.test(String(value)) ? [] : problem(at, `${JSON.stringify(value)} is not true or false`);
  return [];
}

const own = <T>(map: { readonly [name: string]: T }, name: string): T | undefined => (Object.hasOwn(map, name) ? map[name] : undefined);

/**
 * The strict check of what we write: all that Traefik would reject, and what it takes but disables.
 *
 * @throws HlError HL_TRAEFIK_ROUTE (input) naming the service and every problem
 */
export function check(key: string, spec: RouteConfig): void {
  const found: string[] = [];
  const config = Object.fromEntries(Object.entries(configOf(spec)).filter(([, section]) => section !== null));
  if (!/^[a-z0-9][a-z0-9-]*$/.test(key)) found.push(`${JSON.stringify(key)} cannot be the name of a route`);
  if (Object.keys(config).length === 0) found.push('there is nothing in it');
  found.push(...problems(config).map(({ text }) => text));
  eachDefinition(spec, (section, kind, name, fields) => {
    const at = `${section}.${kind}.${name}`;
    if (/[@\s{}`]/.test(name)) found.push(`${at}: not a name`);
    const headers = isRecord(fields['headers']) ? fields['headers'] : {};
    if (isRecord(fields['headers']) && Object.entries(headers).every(([field, value]) => isZeroHeader(field, value)))
      found.push(`${at}.headers: no value that has an effect`);
    for (const pattern of [headers['accessControlAllowOriginListRegex'] ?? []].flat()) {
      const wrong = patternProblem(String(pattern));
      if (wrong !== null) found.push(`${at}.headers.accessControlAllowOriginListRegex: ${String(pattern)} is no pattern: ${wrong}`);
    }
    for (const [field, values] of Object.entries(headers)) {
      const bad = Object.keys(isRecord(values) ? values : {}).find((header) => !/^[\w!#$%&'*+.^`|~-]+$/.test(header));
      if (bad !== undefined) found.push(`${at}.headers.${field}: ${JSON.stringify(bad)} is not the name of a header`);
    }
    if (kind === 'routers' && section !== 'tls') {
      const rule = String(fields['rule'] ?? '');
      const wrong = section === 'udp' ? null : ruleProblem(rule, section);
      if (wrong !== null) found.push(`${at}: rule ${rule}: ${wrong}`);
      if (section === 'tcp' && !fields['tls'] && /HostSNI(Regexp)?\((?!.\*)/i.test(rule)) found.push(`${at}: rule ${rule}: names need TLS`);
      if (!fields['service']) found.push(`${at}: no service`);
    }
  });
  for (const text of strings(config)) {
    if (text.includes('{{')) found.push(`${JSON.stringify(text)} holds "{{", which Traefik would read as a template`);
    if (/[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]/.test(text)) found.push(`${JSON.stringify(text)} holds a control character`);
    const missing = /\/\/([^/]*)\.not-in-hl-yml\.invalid\b/.exec(text) ?? /^([^/]*)\.not-in-hl-yml\.invalid\b/.exec(text);
    if (missing)
      found.push(missing[1] === 'outpost' ? 'the URL of the Authentik outpost is not known' : `host ${missing[1]} is not in hl.yml`);
  }
  const all = [...new Set(found)].join('; ');
  if (all === '') return;
  throw new HlError('HL_TRAEFIK_ROUTE', `the route of ${key} would not work: ${all}`, {
    kind: 'input',
    hint: 'Correct the traefik section of the service file (or hl.yml); nothing was written.',
  });
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [...(Array.isArray(value) ? [] : [name]), ...strings(item)]);
}

/** Of the headers middleware: Go's zero value, as good as not there. `0` is a text in some fields. */
export function isZeroHeader(field: string, value: unknown): boolean {
  if (value === null || value === '') return true;
  if (typeof value === 'object') return Object.keys(value).length === 0;
  const [, shape] = Object.entries(headerFields).find(([name]) => name.toLowerCase() === field.toLowerCase()) ?? [];
  if (shape === 'bool') return /^(false|f|0)$/i.test(String(value));
  return shape === 'int' && /^[+-]?0+$/.test(String(value));
}

export const isRecord = (value: unknown): value is { [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
