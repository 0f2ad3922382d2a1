import { isIP } from 'node:net';
import type { DnsSection, TraefikSection } from '@hl/core';
import { drop } from '../check/drop.js';
import { addressesOf } from '../check/lists.js';
import { dnsSections } from '../site/dns.js';
import { addressIn, type PageContext } from './context.js';
import { hostName } from './host-name.js';

export function dnsSection(context: PageContext, route: TraefikSection | null): DnsSection | null {
  const { site } = context;
  const given = context.given.dns;
  if (!given || given.enabled === false) return null;
  const field = context.field.at('dns');
  if (given.ip !== undefined) drop(given, ['target_ip'], field, 'beside ip', 'Remove the line.');
  const [servers] = Object.values(site.dns);
  if (!servers) {
    const hint = `Add a ${dnsSections.join(' or ')} section to hl.yml, or say enabled: false here.`;
    field.warn('no-system', 'there is no DNS server in hl.yml, so there is no record', hint);
    return null;
  }
  const hostname = mainName(context, route);
  const aliases = (given.aliases ?? []).map((alias, index) => hostName(alias, site.domain, field.at('aliases', index)));
  return {
    hostname,
    aliases: aliases.length === 0 ? aliases : [...new Set(aliases)].filter((alias) => alias !== hostname),
    addresses: addresses(context, route),
    mode: given.mode ?? servers.mode,
  };
}

/** As written, else the route's: a record cannot be made for a wildcard. */
function mainName({ given, site, field, label, named }: PageContext, route: TraefikSection | null): string {
  const { hostname } = given.dns ?? {};
  const subdomain = given.traefik?.subdomain;
  if (hostname !== undefined) return hostName(hostname, site.domain, field.at('dns', 'hostname'));
  if (subdomain !== undefined) return hostName(subdomain, site.domain, field.at('traefik', 'subdomain'));
  const plain = route?.hosts.find((host) => !host.startsWith('*'));
  return plain ?? hostName(label, site.domain, named);
}

/** The file's, else Traefik's; without a route where it answers itself. */
function addresses(context: PageContext, route: TraefikSection | null): readonly string[] {
  const own = addressIn(context);
  const field = context.field.at('dns');
  const key = context.given.dns?.ip === undefined ? 'target_ip' : 'ip';
  const given = context.given.dns?.[key];
  if (given !== undefined) return addressesOf(given, field.at(key), 'Write an address such as 192.0.2.20, or leave it out for Traefik’s.');
  if (!route && isIP(own) !== 0) return [own];
  const traefik = context.site.traefik?.addresses ?? [];
  if (traefik.length === 0) field.missing('ip', 'There is no address to point to: add ip: 192.0.2.11 under dns.');
  return traefik;
}
