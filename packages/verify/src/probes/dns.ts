import { Resolver, lookup } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';
import type { AbsentDnsCheck, DnsCheck, DnsServer } from '../check.js';
import { cause, type Attempt } from '../result.js';

/** Pi-hole refuses a client after 1000 questions a minute: a burst of 400, then one every 120 ms stays below. */
const burst = 400;
const spacingMs = 120;

/** No record; with no upstream Pi-hole says REFUSED, with one it may say NXDOMAIN or nothing at all. */
const none = new Set(['ENOTFOUND', 'ENODATA', 'EREFUSED', 'ESERVFAIL']);

export interface DnsProbe {
  present(check: DnsCheck, timeoutMs: number): Promise<Attempt>;
  absent(check: AbsentDnsCheck, timeoutMs: number): Promise<Attempt>;
}

/** Asks each Pi-hole itself, never the machine's resolver with its caches. */
export function dnsProbe(): DnsProbe {
  const pace = pacer();

  const ask = async ({ address, port }: DnsServer, hostname: string, timeoutMs: number): Promise<string[]> => {
    const ip = isIP(address) === 0 ? (await lookup(address)).address : address;
    const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
    resolver.setServers([isIPv6(ip) ? `[${ip}]:${port}` : `${ip}:${port}`]);
    const one = async (family: 4 | 6): Promise<string[]> => {
      await pace(`${ip}:${port}`);
      return await (family === 4 ? resolver.resolve4(hostname) : resolver.resolve6(hostname)).catch((error: unknown) => {
        if (none.has(cause(error))) return [];
        throw error;
      });
    };
    return [...(await one(4)), ...(await one(6))].sort();
  };

  /** What each server says, as text; `wrong` tells which are not as they should be. */
  const all = async (servers: readonly DnsServer[], hostname: string, timeoutMs: number, good: (found: readonly string[]) => boolean) => {
    const answers = await Promise.all(
      servers.map(async (server) => {
        const at = `${server.address}${server.port === 53 ? '' : `:${server.port}`}`;
        const found = await ask(server, hostname, timeoutMs).catch((error: unknown) => cause(error));
        const text = typeof found === 'string' ? found : found.join(', ') || 'no address';
        return { pass: typeof found !== 'string' && good(found), text: `${text} (${at})` };
      }),
    );
    const wrong = answers.filter(({ pass }) => !pass);
    return { pass: wrong.length === 0, actual: (wrong.length === 0 ? answers : wrong).map(({ text }) => text).join('; ') };
  };

  return {
    async present({ hostname, addresses, servers }, timeoutMs) {
      const wanted = [...new Set(addresses.map(canonical))].sort().join();
      const good = (found: readonly string[]): boolean =>
        wanted === '' ? found.length > 0 : [...new Set(found.map(canonical))].sort().join() === wanted;
      const result = await all(servers, hostname, timeoutMs, good);
      const expected = `${hostname} is ${addresses.join(', ') || 'known'}`;
      return { expected, ...result, ...(result.pass ? {} : { hint: hint(result.actual) }) };
    },
    async absent({ hostname, addresses, servers }, timeoutMs) {
      const ours = new Set(addresses.map(canonical));
      const result = await all(
        servers,
        hostname,
        timeoutMs,
        (found) => !found.some((address) => ours.size === 0 || ours.has(canonical(address))),
      );
      return {
        expected: `${hostname} has no address of ours`,
        ...result,
        ...(result.pass ? {} : { hint: 'Look for the name in Settings › Local DNS Records, and for a wildcard of that domain.' }),
      };
    },
  };
}

const hint = (actual: string): string =>
  /E(?:TIMEOUT|CONNREFUSED|TIMEDOUT)/.test(actual)
    ? 'The Pi-hole does not answer DNS here: check pihole.instances[].dns in hl.yml, its interface settings, and firewalls.'
    : 'Another record of the same name may stand in Local DNS Records; one that only just was added needs no more than a second.';

/** IPv6 has many spellings of one address. */
const canonical = (address: string): string => (isIPv6(address) ? new URL(`http://[${address}]`).hostname : address);

function pacer(): (server: string) => Promise<void> {
  const asked = new Map<string, { count: number; next: number }>();
  return async (server) => {
    const state = asked.get(server) ?? { count: 0, next: 0 };
    asked.set(server, state);
    if ((state.count += 1) <= burst) return;
    const now = performance.now();
    const at = Math.max(state.next, now);
    state.next = at + spacingMs;
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
  };
}
