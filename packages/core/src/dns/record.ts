import { HlError } from '../error.js';
import type { Change, Resource } from '../integration.js';
import type { Service } from '../model/service.gen.js';
import type { Site } from '../model/site.js';
import { canonicalAddress, unmapped } from './address.js';
import { canonicalName, hostName } from './name.js';

/** What one name answers with. Both fields are always there, so that a name that turns from an address into a CNAME differs in both. */
export interface DnsSpec {
  /** IPv4 and IPv6 addresses, canonical, sorted, each once; none for a CNAME. */
  readonly addresses: readonly string[];
  /** The name it stands for, lower case; `null` for a record with addresses. */
  readonly cname: string | null;
}

/** The one spelling of a spec, whoever wrote it, an older version too; what is no address stays as it is, for the server to refuse. */
export const canonicalSpec = ({ addresses = [], cname = null }: Partial<DnsSpec>): DnsSpec => ({
  addresses: [...new Set(addresses.map((address) => unmapped(canonicalAddress(address) ?? address)))].sort(),
  cname: cname === null ? null : canonicalName(cname),
});

/** The same of a change: its name, too. */
export const canonicalChange = ({ key, before, after, ...rest }: Change<DnsSpec>): Change<DnsSpec> => ({
  ...rest,
  key: canonicalName(key),
  before: before && canonicalSpec(before),
  after: after && canonicalSpec(after),
});

/** Who holds the records, for errors. */
export interface DnsProduct {
  /** E.g. `Pi-hole`. */
  readonly name: string;
  /** Begins the code of every error, e.g. `HL_PIHOLE`. */
  readonly code: string;
}

/**
 * What a service wants of a DNS server: one resource a name. In mode `cname` the host name holds the addresses and each alias is a
 * CNAME to it, since a server knows the addresses of a CNAME's target only when it holds that, too.
 *
 * @throws HlError `input` …_NAME or …_ADDRESS for what no server would take
 */
export function dnsRecords({ name, dns }: Service, site: Site, system: string, product: DnsProduct): Resource<DnsSpec>[] {
  if (dns === null) return [];
  const addresses = wantedAddresses(name, dns.addresses.length > 0 ? dns.addresses : (site.traefik?.addresses ?? []), product);
  const main = wantedName(name, dns.hostname, product);
  const aliases = [...new Set(dns.aliases.map((alias) => wantedName(name, alias, product)))].filter((alias) => alias !== main);
  const resource = (key: string, spec: DnsSpec): Resource<DnsSpec> => ({ system, key, service: name, spec });
  return [
    resource(main, { addresses, cname: null }),
    ...aliases.map((alias) => resource(alias, dns.mode === 'cname' ? { addresses: [], cname: main } : { addresses, cname: null })),
  ];
}

function wantedName(service: string, text: string, product: DnsProduct): string {
  const name = hostName(text);
  if (name !== null) return name;
  throw new HlError(`${product.code}_NAME`, `${service}: ${product.name} cannot hold the host name ${JSON.stringify(text)}`, {
    kind: 'input',
    hint: 'Use letters, digits, hyphens and dots in dns.hostname and dns.aliases; wildcards are not possible.',
  });
}

function wantedAddresses(service: string, texts: readonly string[], { code }: DnsProduct): readonly string[] {
  const hint = "Put IPv4 or IPv6 addresses into dns.ip of the service, or into Traefik's addresses in hl.yml.";
  const wrong = texts.find((text) => canonicalAddress(text) === null);
  if (texts.length > 0 && wrong === undefined) return canonicalSpec({ addresses: texts }).addresses;
  const what = wrong === undefined ? 'there is no address for its DNS name' : `${JSON.stringify(wrong)} is not an IP address`;
  throw new HlError(`${code}_ADDRESS`, `${service}: ${what}`, { kind: 'input', hint });
}

/** Addresses that a record leads to, along CNAMEs where it must; none when they lead nowhere among these names. */
export function reached(spec: DnsSpec, names: ReadonlyMap<string, DnsSpec>): readonly string[] {
  const visited = new Set<string>();
  let at: DnsSpec | undefined = spec;
  while (at && at.cname !== null && !visited.has(at.cname)) {
    visited.add(at.cname);
    at = names.get(at.cname);
  }
  return at?.cname === null ? at.addresses : [];
}
