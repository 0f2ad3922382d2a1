import { addressOf, type Service, type Site, type TraefikSection } from '@hl/core';
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

/** Where the backend answers: a name or an address, without brackets. */
export const backendOf = (service: Service, site: Site): string =>
  (addressOf(service, site) ?? `${service.host}.not-in-hl-yml.invalid`).replace(/^\[(.*)\]$/, '$1');

/** As a URL has it: an IPv6 address in brackets. */
export const inUrl = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** How the backend's certificate is looked at, where the section says it; null: as Traefik does by itself. */
export function backendTls({ insecureSkipVerify, trust }: TraefikSection): Fields | null {
  const fields = {
    ...(insecureSkipVerify ? { insecureSkipVerify } : {}),
    ...(trust?.ca ? { rootCAs: certificatesIn(trust.ca) } : {}),
    ...(trust?.serverName ? { serverName: trust.serverName } : {}),
  };
  return Object.keys(fields).length > 0 ? fields : null;
}

/** What else is in a PEM file (remarks, a key) is nobody's business. */
const certificatesIn = (pem: string): string[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map((one) => `${one.replaceAll('\r', '')}\n`);
