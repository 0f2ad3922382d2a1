import { HlError } from '@hl/core';
import type { Resource, Service, Site } from '@hl/core';
import { canonicalAddress, unmapped } from './address.js';
import { canonicalName, hostName } from './name.js';

/**
 * What one name answers with. Both fields are always there, so that a name that turns from an address into a CNAME
 * differs in both.
 */
export interface DnsSpec {
  /** IPv4 and IPv6 addresses, canonical, sorted, each once; none for a CNAME. */
  readonly addresses: readonly string[];
  /** The name it stands for, lower case; `null` for a record with addresses. */
  readonly cname: string | null;
}

/** The one spelling of a spec, whoever wrote it; what is no address stays as it is, for Pi-hole to refuse. */
export const canonicalSpec = ({ addresses, cname }: DnsSpec): DnsSpec => ({
  addresses: [...new Set(addresses.map((address) => unmapped(canonicalAddress(address) ?? address)))].sort(),
  cname: cname === null ? null : canonicalName(cname),
});

/**
 * One resource a name. In mode `cname` the host name holds the addresses and each alias is a CNAME to it, since
 * Pi-hole serves a CNAME only for a target that it holds itself.
 *
 * @throws HlError `input` HL_PIHOLE_NAME or HL_PIHOLE_ADDRESS for what Pi-hole would refuse
 */
export function desired({ name, dns }: Service, site: Site, system: string): Resource<DnsSpec>[] {
  if (dns === null) return [];
  const addresses = wantedAddresses(name, dns.addresses.length > 0 ? dns.addresses : (site.traefik?.addresses ?? []));
  const main = wantedName(name, dns.hostname);
  const aliases = [...new Set(dns.aliases.map((alias) => wantedName(name, alias)))].filter((alias) => alias !== main);
  const resource = (key: string, spec: DnsSpec): Resource<DnsSpec> => ({ system, key, service: name, spec });
  return [
    resource(main, { addresses, cname: null }),
    ...aliases.map((alias) => resource(alias, dns.mode === 'cname' ? { addresses: [], cname: main } : { addresses, cname: null })),
  ];
}

function wantedName(service: string, text: string): string {
  const name = hostName(text);
  if (name !== null) return name;
  throw new HlError('HL_PIHOLE_NAME', `${service}: Pi-hole cannot hold the host name ${JSON.stringify(text)}`, {
    kind: 'input',
    hint: 'Use letters, digits, hyphens and dots in dns.hostname and dns.aliases; wildcards are not possible.',
  });
}

function wantedAddresses(service: string, texts: readonly string[]): string[] {
  const hint = "Put IPv4 or IPv6 addresses into dns.ip of the service, or into Traefik's addresses in hl.yml.";
  if (texts.length === 0)
    throw new HlError('HL_PIHOLE_ADDRESS', `${service}: there is no address for its DNS name`, { kind: 'input', hint });
  const addresses = texts.map((text) => {
    const address = canonicalAddress(text);
    if (address === null)
      throw new HlError('HL_PIHOLE_ADDRESS', `${service}: ${JSON.stringify(text)} is not an IP address`, { kind: 'input', hint });
    return address;
  });
  return [...canonicalSpec({ addresses, cname: null }).addresses];
}
