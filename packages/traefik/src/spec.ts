import type { Json } from '@hl/core';

/** One section of Traefik's dynamic configuration: kind (`routers`, `services`, …), then name, then fields by Traefik's spelling. */
export type Section = { readonly [kind: string]: { readonly [name: string]: { readonly [field: string]: Json } } };

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

export const sectionNames = ['http', 'tcp', 'udp', 'tls'] as const;

/** A kind in Traefik's own spelling; it takes any case. */
export const kindOf = (written: string): string =>
  ['routers', 'services', 'middlewares', 'serversTransports'].find((kind) => kind.toLowerCase() === written.toLowerCase()) ?? written;

export const configOf = ({ http, tcp, udp, tls }: RouteConfig): RouteConfig => ({ http, tcp, udp, tls });

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

export const isNameOf = (key: string, kind: string, name: string): boolean => {
  const names: { readonly [kind: string]: object } = namesOf(key);
  return Object.hasOwn(names, kind) && Object.values(names[kind] as object).includes(name);
};

/** Calls `visit` for every definition, e.g. `('http', 'routers', 'metube', {…})`. */
export function eachDefinition(
  config: RouteConfig,
  visit: (section: keyof RouteConfig, kind: string, name: string, fields: { readonly [field: string]: Json }) => void,
): void {
  for (const section of sectionNames) {
    for (const [kind, names] of Object.entries(config[section] ?? {})) {
      for (const [name, fields] of Object.entries(names ?? {})) visit(section, kind, name, fields ?? {});
    }
  }
}
