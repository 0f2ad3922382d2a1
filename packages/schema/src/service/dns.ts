import { isIP } from 'node:net';
import type { DnsSection, TraefikSection } from '@hl/core';
import { show } from '../check/wording.js';
import type { Context } from './context.js';
import { hostName } from './traefik.js';

export function dnsSection(context: Context, route: TraefikSection | null): DnsSection | null {
  const { input, site, report } = context;
  const given = input.dns;
  if (!given || given.enabled === false) return null;
  const [servers] = Object.values(site.dns);
  if (!servers) {
    report.warn(
      ['dns'],
      'no-system',
      'there is no Pi-hole in hl.yml, so there is no record',
      'Add a pihole section to hl.yml, or say enabled: false here.',
    );
    return null;
  }
  const key = given.hostname !== undefined ? ['dns', 'hostname'] : ['traefik', 'subdomain'];
  const main = given.hostname ?? input.traefik?.subdomain;
  const hostname =
    main === undefined
      ? (plainHost(route) ?? hostName(input.service.name, site.domain, ['service', 'name'], report))
      : hostName(main, site.domain, key, report);
  const aliases = (given.aliases ?? []).map((alias, index) => hostName(alias, site.domain, ['dns', 'aliases', index], report));
  return {
    hostname,
    aliases: [...new Set(aliases)].filter((alias) => alias !== hostname),
    addresses: addresses(context, route),
    mode: given.mode ?? servers.mode,
  };
}

/** A record cannot be made for a wildcard. */
const plainHost = (route: TraefikSection | null): string | undefined => route?.hosts.find((host) => !host.startsWith('*'));

/** The file's, else Traefik's; without a route the host's own. */
function addresses({ input, site, report }: Context, route: TraefikSection | null): string[] {
  const field = input.dns?.ip === undefined ? 'target_ip' : 'ip';
  const given = input.dns?.[field];
  if (given !== undefined) {
    for (const [index, address] of [given].flat().entries()) {
      const path = Array.isArray(given) ? ['dns', field, index] : ['dns', field];
      if (isIP(address) === 0)
        report.error(
          path,
          'address',
          `${show(address)} is not an IPv4 or IPv6 address`,
          'Write an address such as 192.0.2.20, or leave it out for Traefik’s.',
        );
    }
    return [...new Set([given].flat())];
  }
  const own = site.hosts[input.deployment.target_host]?.address ?? '';
  if (!route && isIP(own) !== 0) return [own];
  const traefik = site.traefik?.addresses ?? [];
  if (traefik.length === 0)
    report.add({
      path: ['dns', 'ip'],
      rule: 'required',
      message: 'ip is required',
      hint: 'There is no address to point to: add ip: 192.0.2.11 under dns.',
      place: 'key',
    });
  return [...traefik];
}
