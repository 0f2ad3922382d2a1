import { isRecord } from '@hl/core';
import type { RouteConfig } from '../desired/spec.js';

/** An object of the API: the definition with Traefik's defaults, plus `status` and `error[]`. */
export type Shown = { readonly [field: string]: unknown };
type Names = ReadonlyMap<string, Shown>;

/** All that Traefik serves at one moment, by section and kind, names as `metube@file`. */
export interface Snapshot {
  names(section: keyof RouteConfig, kind: string): Names;
  /**
   * What is served for a router of a file, by the name that it is served under: an entryPoint with a model of its own calls its copy
   * `<entryPoint>-<name>`.
   */
  variants(section: keyof RouteConfig, name: string): Names;
}

/** `raw`: the answer of `/api/rawdata`. */
export function snapshotOf(raw: { readonly [field: string]: unknown }): Snapshot {
  const maps = new Map<string, Names>();
  const names: Snapshot['names'] = (section, kind) => {
    const field = section === 'http' ? kind : `${section}${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
    const found = raw[field];
    const known = maps.get(field) ?? new Map(Object.entries(isRecord(found) ? found : {}).filter(isShown));
    maps.set(field, known);
    return known;
  };
  const copies = new Map<string, [string, Shown][]>();
  for (const [served, shown] of names('http', 'routers')) {
    const [entryPoint, ...more] = listOf(shown['entryPoints']);
    if (entryPoint === undefined || more.length > 0 || !served.startsWith(`${entryPoint}-`)) continue;
    const name = served.slice(entryPoint.length + 1);
    copies.set(name, [...(copies.get(name) ?? []), [served, shown]]);
  }
  return {
    names,
    variants(section, name) {
      const own = names(section, 'routers').get(`${name}@file`);
      const others = section === 'http' ? (copies.get(`${name}@file`) ?? []) : [];
      return new Map([...(own ? [[`${name}@file`, own] as const] : []), ...others]);
    },
  };
}

const isShown = (entry: [string, unknown]): entry is [string, Shown] => isRecord(entry[1]);

/** A list of names in the API; an object that answers oddly has none. */
export const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** A name with its provider. */
export const qualified = (name: string, provider = 'file'): string => (name.includes('@') ? name : `${name}@${provider}`);
