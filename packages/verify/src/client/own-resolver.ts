import { getServers } from 'node:dns';
import { dnsClient, type DnsAnswer, type Nameserver } from '@hl/core/dns';

/** What this machine's own way to names says of one; null: it is not asked, or does not answer. */
export type OwnResolver = (
  hostname: string,
  servers: readonly Nameserver[],
) => Promise<{ readonly at: string; readonly got: readonly DnsAnswer[] } | null>;

/** Milliseconds for an answer that nothing depends on. */
const answerMs = 1_000;

/**
 * Asks the first nameserver that this machine is set up with, as a client of the network would. One that is silent once is not asked again.
 * Nor is one asked where no DNS server of the site is at the port of DNS: no client can be using that.
 */
export function ownResolver(addresses: readonly string[] = getServers()): OwnResolver {
  const [first] = addresses.flatMap((text) => serverOf(text) ?? []);
  if (first === undefined) return async () => null;
  const client = dnsClient(first, answerMs);
  let silent = false;
  return async (hostname, servers) => {
    const usable = servers.some(({ port }) => port === 53);
    // One of the site's was asked already, and counts its questions.
    if (silent || !usable || servers.some(({ address, port }) => address === first.address && port === first.port)) return null;
    const got = await client.ask(hostname, 4).catch(() => null);
    silent = got === null;
    return got && { at: first.address, got };
  };
}

/** `192.0.2.53`, `192.0.2.53:5353`, `[2001:db8::53]:5353`. */
function serverOf(text: string): Nameserver | null {
  const [, six, four, port = '53'] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  const address = six ?? four ?? (text.includes(':') ? text : null);
  return address === null ? null : { address, port: Number(port) };
}
