import { isRecord } from './check.js';
import type { RouteConfig } from './spec.js';

/** An object of the API: the definition with Traefik's defaults, plus `status` and `error[]`. */
export type Shown = { readonly [field: string]: unknown };
type Names = ReadonlyMap<string, Shown>;
type Copy = { readonly entryPoint: string; readonly shown: Shown };

/** All that Traefik serves at one moment, by section and kind, names as `metube@file`. */
export interface Snapshot {
  names(section: keyof RouteConfig, kind: string): Names;
  /** Copies of an HTTP router that an entryPoint with a model of its own serves as `<entryPoint>-<name>`. */
  copies(name: string): readonly Copy[];
}

/** `raw`: the answer of `/api/rawdata`. */
export function snapshotOf(raw: { readonly [field: string]: unknown }): Snapshot {
  const maps = new Map<string, Names>();
  const names: Snapshot['names'] = (section, kind) => {
    const field = section === 'http' ? kind : `${section}${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
    const found = raw[field];
    const known =
      maps.get(field) ??
      new Map(Object.entries(isRecord(found) ? found : {}).filter((entry): entry is [string, Shown] => isRecord(entry[1])));
    maps.set(field, known);
    return known;
  };
  const copies = new Map<string, Copy[]>();
  for (const [served, shown] of names('http', 'routers')) {
    const [entryPoint, ...more] = Array.isArray(shown['entryPoints']) ? shown['entryPoints'].map(String) : [];
    if (entryPoint === undefined || more.length > 0 || !served.startsWith(`${entryPoint}-`)) continue;
    const name = served.slice(entryPoint.length + 1);
    copies.set(name, [...(copies.get(name) ?? []), { entryPoint, shown }]);
  }
  return { names, copies: (name) => copies.get(name) ?? [] };
}
