import { isRecord, type Json } from '@hl/core';

export type Fields = { readonly [field: string]: Json };

/** One section of Traefik's dynamic configuration: kind (`routers`, `services`, …), then name, then fields by Traefik's spelling. */
export type Section = { readonly [kind: string]: { readonly [name: string]: Fields } };

/** The sections by Traefik's own names; `null`: nothing there. */
export interface RouteConfig {
  readonly http: Section | null;
  readonly tcp: Section | null;
  readonly udp: Section | null;
  readonly tls: Section | null;
}

/** What a service holds in Traefik. */
export interface RouteSpec extends RouteConfig {
  /** Traefik serves it as written; a file that Traefik did not load has `false`. Always true where the API is not asked. */
  readonly live: boolean;
  /** Only of what was read and is not live: why, in Traefik's own words where it gives any. */
  readonly problem?: string;
  /** Only of what was read: our mark is not there. Giving it back leaves the mark out. */
  readonly unmarked?: true;
}

/** Sections that have routers. */
export const layers = ['http', 'tcp', 'udp'] as const;
export type Layer = (typeof layers)[number];

/** A router, a service, a middleware, … with its place. */
export interface Definition {
  readonly section: keyof RouteConfig;
  readonly kind: string;
  readonly name: string;
  readonly fields: Fields;
}

export const idOf = ({ section, kind, name }: Omit<Definition, 'fields'>): string => `${section}.${kind}.${name}`;

/** All that a configuration defines. What is no map of definitions counts as one without a name. */
export function definitionsIn(config: Partial<RouteConfig>): Definition[] {
  return ([...layers, 'tls'] as const).flatMap((section) =>
    Object.entries(isRecord(config[section]) ? config[section] : {}).flatMap(([kind, names]) =>
      Object.entries(isRecord(names) ? names : { '': {} }).map(([name, fields]) => ({
        section,
        kind,
        name,
        fields: isRecord(fields) ? (fields as Fields) : {},
      })),
    ),
  );
}

/** The configuration that holds these definitions. */
export function configOf(definitions: readonly Definition[]): RouteConfig {
  const sections: { [section: string]: { [kind: string]: { [name: string]: Fields } } } = {};
  for (const { section, kind, name, fields } of definitions) ((sections[section] ??= {})[kind] ??= {})[name] = fields;
  return onlyConfig(sections);
}

export const onlyConfig = ({ http = null, tcp = null, udp = null, tls = null }: Partial<RouteConfig>): RouteConfig => ({
  http,
  tcp,
  udp,
  tls,
});

/**
 * Names that a service takes. An underscore cannot be in the name of a service, so no two services can meet here.
 */
export const namesOf = (key: string) =>
  ({
    routers: { main: key, outpost: `${key}_outpost`, redirect: `${key}_http` },
    services: { main: key, outpost: `${key}_outpost` },
    middlewares: { sso: `${key}_sso`, headers: `${key}_headers`, redirect: `${key}_https` },
    serversTransports: { main: key },
  }) as const;

/** The service that would take the name, or `null`. */
export function serviceNamed({ kind, name }: Pick<Definition, 'kind' | 'name'>): string | null {
  const [key = ''] = name.split('_');
  const names: { readonly [kind: string]: object } = namesOf(key);
  return key !== '' && Object.hasOwn(names, kind) && Object.values(names[kind] as object).includes(name) ? key : null;
}
