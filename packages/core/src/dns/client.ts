import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { canonicalAddress, type Family } from './address.js';

export interface Nameserver {
  /** IP address, or a name that this machine resolves by itself. */
  readonly address: string;
  readonly port: number;
}

/** One address of an answer, canonical. Pi-hole's own records have TTL 0; what an upstream said lives for `ttl` seconds. */
export interface DnsAnswer {
  readonly address: string;
  readonly ttl: number;
}

export interface DnsClient {
  /**
   * What the server says about a name just now, sorted by address; none, whatever the reason; `null`: it says nothing, as it waits for its upstream.
   *
   * @throws the system's error (`ETIMEOUT`, `ECONNREFUSED`, …) when it answers nobody, or when its own name does not resolve (`syscall: 'getaddrinfo'`)
   */
  ask(name: string, family: Family): Promise<readonly DnsAnswer[] | null>;
}

/** Codes that mean "no address here"; a server without an upstream refuses names that it does not know. */
const none = new Set(['ENOTFOUND', 'ENODATA', 'EREFUSED', 'ESERVFAIL', 'EFORMERR', 'ENOTIMP']);

/** Names that servers answer by themselves (Pi-hole the first, AdGuard Home the second), whatever their upstream does. */
const localNames = ['pi.hole', 'healthcheck.adguardhome.test'];

/** Asks this very server, not the machine's own resolver. */
export function dnsClient(server: Nameserver, timeoutMs = 1_000): DnsClient {
  let opened: Promise<Resolver> | null = null;
  const resolver = (): Promise<Resolver> => {
    opened ??= resolverAt(server, timeoutMs).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  return {
    async ask(name, family) {
      try {
        return await addresses(await resolver(), name, family);
      } catch (error) {
        if (codeOf(error) !== 'ETIMEOUT') throw error;
        await answersAnything(await resolverAt(server, timeoutMs));
        return null;
      }
    },
  };
}

async function resolverAt({ address, port }: Nameserver, timeout: number): Promise<Resolver> {
  const ip = isIP(address) > 0 ? address : (await lookup(address, { verbatim: false })).address;
  const resolver = new Resolver({ timeout, tries: 1 });
  resolver.setServers([`${ip.includes(':') ? `[${ip}]` : ip}:${port}`]);
  return resolver;
}

/** @throws the system's error when it answers none of the names that it would know by itself */
async function answersAnything(resolver: Resolver): Promise<void> {
  try {
    await Promise.any(localNames.map((name) => addresses(resolver, name, 4)));
  } catch (error) {
    throw (error as AggregateError).errors[0];
  } finally {
    resolver.cancel();
  }
}

async function addresses(resolver: Resolver, name: string, family: Family): Promise<DnsAnswer[]> {
  try {
    const found = await (family === 4 ? resolver.resolve4(name, { ttl: true }) : resolver.resolve6(name, { ttl: true }));
    return found
      .map(({ address, ttl }) => ({ address: canonicalAddress(address) ?? address, ttl }))
      .sort((a, b) => (a.address < b.address ? -1 : 1));
  } catch (error) {
    if (none.has(codeOf(error))) return [];
    throw error;
  }
}

export const codeOf = (error: unknown): string => String((error as { code?: unknown }).code);
