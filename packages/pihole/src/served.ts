import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { HlError } from '@hl/core';

export interface DnsServer {
  /** IP address, or a name that this machine resolves by itself. */
  readonly address: string;
  readonly port: number;
}

/** What a DNS server says about a name just now: its addresses, sorted; none, whatever the reason. */
export type Ask = (name: string, family: 4 | 6) => Promise<string[]>;

/** Codes that mean "no address here"; a Pi-hole without an upstream refuses names that it does not know. */
const none = new Set(['ENOTFOUND', 'ENODATA', 'EREFUSED', 'ESERVFAIL', 'EFORMERR', 'ENOTIMP']);

/**
 * Asks this very server, not the machine's own resolver.
 *
 * @throws HlError `unreachable` HL_PIHOLE_DNS when it does not answer
 */
export function dnsServer({ address, port }: DnsServer): Ask {
  const opened = once(async () => {
    const resolver = new Resolver({ timeout: 1_000, tries: 1 });
    const ip = isIP(address) > 0 ? address : (await lookup(address, { verbatim: false })).address;
    resolver.setServers([`${ip.includes(':') ? `[${ip}]` : ip}:${port}`]);
    return resolver;
  });
  return async (name, family) => {
    const resolver = await opened().catch((cause: unknown) => {
      throw new HlError('HL_PIHOLE_DNS', `The DNS server's name ${address} does not resolve`, {
        kind: 'unreachable',
        hint: 'Give the IP address of the Pi-hole for its DNS; the records themselves are stored.',
        cause,
      });
    });
    try {
      return (await (family === 4 ? resolver.resolve4(name) : resolver.resolve6(name))).sort();
    } catch (cause) {
      const code = String((cause as { code?: unknown }).code);
      if (none.has(code)) return [];
      throw new HlError('HL_PIHOLE_DNS', `The DNS server of Pi-hole at ${address} port ${port} does not answer (${code})`, {
        kind: 'unreachable',
        hint: 'Look whether pihole-FTL runs there, and whether this machine may reach its DNS port; the records themselves are stored.',
        cause,
      });
    }
  };
}

/** Calls `make` when first needed, and again only after it failed. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}
