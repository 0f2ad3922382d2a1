import type { Resource, Service, Site } from '@hl/core';

/** What stands under one name. Plain JSON: it lies in plans and in the ledger, so it holds no secret and nothing of this machine. */
export interface HostSpec {
  readonly address: string;
}

export const system = 'hosts-file';

/** What a service wants here: a line for its host name, and one for each alias. Pure. */
export function desired({ name, dns }: Service, site: Site): Resource<HostSpec>[] {
  const [address] = dns?.addresses.length ? dns.addresses : (site.traefik?.addresses ?? []);
  if (dns === null || address === undefined) return [];
  return [dns.hostname, ...dns.aliases].map((key) => ({ system, key, service: name, spec: { address } }));
}
