import { isIP } from 'node:net';
import type { DnsSection, TraefikSection } from '@hl/core';
import { addressesOf } from '../check/lists.js';
import { dnsSections } from '../site/dns.js';
import type { Context } from './context.js';
import { hostName } from './host-name.js';

export function dnsSection(context: Context, route: TraefikSection | null): DnsSection | null {
  const { input, site, report } = context;
  const given = input.dns;
  if (!given || given.enabled === false) return null;
  const field = report.at('dns');
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
    aliases: [...new Set(aliases)].filter((alias) => alias !== hostname),
    addresses: addresses(context, route),
    mode: given.mode ?? servers.mode,
  };
}

/** As written, else the route's: a record cannot be made for a wildcard. */
function mainName({ input, site, report }: Context, route: TraefikSection | null): string {
  const { hostname } = input.dns ?? {};
  const subdomain = input.traefik?.subdomain;
  if (hostname !== undefined) return hostName(hostname, site.domain, report.at('dns', 'hostname'));
  if (subdomain !== undefined) return hostName(subdomain, site.domain, report.at('traefik', 'subdomain'));
  const plain = route?.hosts.find((host) => !host.startsWith('*'));
  return plain ?? hostName(input.service.name, site.domain, report.at('service', 'name'));
}

/** The file's, else Traefik's; without a route the host's own. */
function addresses({ input, site, report }: Context, route: TraefikSection | null): readonly string[] {
  const field = input.dns?.ip === undefined ? 'target_ip' : 'ip';
  const given = input.dns?.[field];
  if (given !== undefined)
    return addressesOf(given, report.at('dns', field), 'Write an address such as 192.0.2.20, or leave it out for Traefik’s.');
  const own = site.hosts[input.deployment.target_host]?.address ?? '';
  if (!route && isIP(own) !== 0) return [own];
  const traefik = site.traefik?.addresses ?? [];
  if (traefik.length === 0) report.at('dns').missing('ip', 'There is no address to point to: add ip: 192.0.2.11 under dns.');
  return traefik;
}
