import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { HlError } from '@hl/core';
import { canonicalAddress } from './address.js';

export interface DnsServer {
  /** IP address, or a name that this machine resolves by itself. */
  readonly address: string;
  readonly port: number;
}

/** One address of an answer, canonical. Local records have TTL 0; what upstream said lives for `ttl` seconds. */
export interface DnsAnswer {
  readonly address: string;
  readonly ttl: number;
}

export interface DnsClient {
  /**
   * What the server says about a name just now, sorted by address; none, whatever the reason; `null`: it says nothing, as it waits for its upstream.
   *
   * @throws HlError `unreachable` HL_PIHOLE_DNS when it answers nobody
   */
  ask(name: string, family: 4 | 6): Promise<readonly DnsAnswer[] | null>;
}

/** Codes that mean "no address here"; a Pi-hole without an upstream refuses names that it does not know. */
const none = new Set(['ENOTFOUND', 'ENODATA', 'EREFUSED', 'ESERVFAIL', 'EFORMERR', 'ENOTIMP']);

/** Every Pi-hole answers this by itself: whoever gets no answer to it speaks to nobody. */
const ownName = 'pi.hole';

/** Asks this very server, not the machine's own resolver. */
export function dnsClient({ address, port }: DnsServer): DnsClient {
  const opened = once(async () => {
    const resolver = new Resolver({ timeout: 1_000, tries: 1 });
    const ip = isIP(address) > 0 ? address : (await lookup(address, { verbatim: false })).address;
    resolver.setServers([`${ip.includes(':') ? `[${ip}]` : ip}:${port}`]);
    return resolver;
  });

  const answers = async (name: string, family: 4 | 6): Promise<readonly DnsAnswer[]> => {
    const resolver = await opened().catch((cause: unknown) => {
      throw new HlError('HL_PIHOLE_DNS', `The DNS server's name ${address} does not resolve`, {
        kind: 'unreachable',
        hint: 'Give the IP address of the Pi-hole for its DNS; the records themselves are stored.',
        cause,
      });
    });
    try {
      const found = await (family === 4 ? resolver.resolve4(name, { ttl: true }) : resolver.resolve6(name, { ttl: true }));
      return found
        .map(({ address: one, ttl }) => ({ address: canonicalAddress(one) ?? one, ttl }))
        .sort((a, b) => (a.address < b.address ? -1 : 1));
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

  return {
    async ask(name, family) {
      try {
        return await answers(name, family);
      } catch (error) {
        if ((error as HlError & { cause?: { code?: unknown } }).cause?.code !== 'ETIMEOUT') throw error;
        await answers(ownName, 4);
        return null;
      }
    },
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
