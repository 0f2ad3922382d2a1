import type { Service, Site, TraefikSection } from '@hl/core';
import { asciiHost } from './hosts.js';
import type { Fields } from './spec.js';

/** None named: Traefik takes its default ones. */
export const entryPointsOf = ({ entrypoints }: TraefikSection): Fields => (entrypoints.length > 0 ? { entryPoints: [...entrypoints] } : {});

/** 0 is Traefik's word for the length of the rule. */
export const priority = (value: number | null): Fields => (value === null || value === 0 ? {} : { priority: value });

/** `{}` is TLS with the default certificate; null is none. A wildcard's certificate must be asked for by name. */
export function tlsOf({ tls, hosts, rule }: TraefikSection): Fields | null {
  if (tls === null) return null;
  const named = tls.domains.map(({ main, sans }) => ({
    main: asciiHost(main),
    ...(sans.length > 0 ? { sans: sans.map(asciiHost) } : {}),
  }));
  const wildcard = rule === null && tls.certResolver !== null && hosts.some((host) => host.startsWith('*.'));
  const domains = named.length > 0 || !wildcard ? named : hosts.map((host) => ({ main: asciiHost(host) }));
  return { ...(tls.certResolver === null ? {} : { certResolver: tls.certResolver }), ...(domains.length > 0 ? { domains } : {}) };
}

/** Of the host that runs the service; an IPv6 address in brackets. */
export function addressOf({ host }: Service, site: Site): string {
  const address = site.hosts[host]?.address ?? `${host}.not-in-hl-yml.invalid`;
  return address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
}
