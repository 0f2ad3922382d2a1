import type { JsonMap } from '@hl/compose';
import type { Json } from '@hl/core';
import { listIn, sub, type Tree } from './tree.js';

/** Traefik's names of the fields that are lists, as it writes them; then the others. Labels have them in any case. */
const lists =
  'accessControlAllowHeaders accessControlAllowMethods accessControlAllowOriginList accessControlAllowOriginListRegex ' +
  'accessControlExposeHeaders allowedHosts hostsProxyHeaders';
const others =
  'frameDeny customFrameOptionsValue contentTypeNosniff browserXssFilter customBrowserXssValue contentSecurityPolicy ' +
  'contentSecurityPolicyReportOnly referrerPolicy permissionsPolicy stsSeconds stsIncludeSubdomains stsPreload forceStsHeader ' +
  'customRequestHeaders customResponseHeaders sslProxyHeaders accessControlAllowCredentials accessControlMaxAge addVaryHeader isDevelopment';

/** Our names by theirs in lower case. */
const fields = new Map(
  `${lists} ${others}`.split(' ').map((name) => [name.toLowerCase(), name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]),
);
const isList = new Set(lists.toLowerCase().split(' '));

export interface Middlewares {
  /** `middlewares` and `headers` of our section. */
  readonly section: JsonMap;
  /** Of the container itself, with no key of ours: name and what it is. */
  readonly own: readonly { readonly name: string; readonly type: string }[];
  /** Of other containers. */
  readonly elsewhere: readonly string[];
}

/** Middlewares that are headers become ours; those of Docker's provider are asked for there. */
export function middlewaresOf(names: readonly string[], defined: Tree): Middlewares {
  const headers: Record<string, Json> = {};
  const [asked, own, elsewhere]: [string[], { name: string; type: string }[], string[]] = [[], [], []];
  for (const written of names) {
    const [name = '', provider = 'docker'] = written.split('@');
    const here = provider === 'docker' ? sub(defined, name.toLowerCase()) : {};
    const [type] = Object.keys(here);
    const known = headersOf(here);
    if (known !== null) Object.assign(headers, known);
    else asked.push(`${name}@${provider}`);
    if (provider !== 'docker' || known !== null) continue;
    if (type === undefined) elsewhere.push(name);
    else own.push({ name, type });
  }
  return {
    section: { ...(asked.length > 0 && { middlewares: asked }), ...(Object.keys(headers).length > 0 && { headers }) },
    own,
    elsewhere,
  };
}

/** null: it is another middleware, or has fields that we do not know. */
function headersOf({ headers, ...more }: Tree): JsonMap | null {
  if (typeof headers !== 'object' || Object.keys(more).length > 0 || !Object.keys(headers).every((key) => fields.has(key))) return null;
  return Object.fromEntries(Object.entries(headers).map(([key, value]) => [fields.get(key) ?? key, valueOf(key, value)]));
}

function valueOf(key: string, value: string | Tree): Json {
  if (typeof value === 'object') return value as JsonMap;
  if (isList.has(key)) return listIn(value);
  return /^(true|false)$/.test(value) || (/^(stsseconds|accesscontrolmaxage)$/.test(key) && /^\d+$/.test(value))
    ? (JSON.parse(value) as Json)
    : value;
}
