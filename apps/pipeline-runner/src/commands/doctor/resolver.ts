import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { pagesOf } from '@hl/core';
import { canonicalAddress, dnsClient } from '@hl/core/dns';
import type { Context } from '../../context.js';
import { pass, warn, type Finding } from '../../systems/finding.js';
import { outsideOf } from '../../systems/systems.js';

/** What this machine's own way to names says: as any device of the network would ask. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export const systemResolver: Resolve = async (hostname) => (await lookup(hostname, { all: true })).map(({ address }) => address);

/** Whether a client finds a name that the DNS servers know: the first service of theirs that is deployed. */
export async function examineResolver({ site, repository }: Context, resolve: Resolve, report: (finding: Finding) => void): Promise<void> {
  const { dns: servers } = await outsideOf(site);
  const records = repository
    .load()
    .services.flatMap(pagesOf)
    .flatMap(({ dns }) => dns ?? []);
  for (const server of servers) {
    const client = dnsClient(server);
    for (const { hostname } of records) {
      const answers = await client.ask(hostname, 4).catch(() => null);
      if (answers === null) break; // told where that server is looked at
      const held = answers.map(({ address }) => address);
      if (held.length === 0) continue;
      const got = (await resolve(hostname).catch(() => [])).map((address) => canonicalAddress(address) ?? address);
      const others = servers.map(({ address }) => address).filter((address) => isIP(address) > 0);
      const hint = `Whoever asks another DNS server does not find services: let the router's DHCP hand out ${others.join(', ')}.`;
      if (held.some((address) => got.includes(address)))
        report(pass('resolver', `${hostname} is ${held.join(', ')} for this machine, too`));
      else
        report(
          warn(
            'resolver',
            `${hostname} is ${got.join(', ') || 'unknown'} for this machine, and ${held.join(', ')} for ${server.name}`,
            hint,
          ),
        );
      return;
    }
  }
}
