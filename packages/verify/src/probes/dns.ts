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
  const seen = new WeakMap<object, Attempt>();

  const ask = async ({ address, port }: DnsServer, hostname: string, timeoutMs: number, good: Judge): Promise<readonly string[]> => {
    const ip = isIP(address) === 0 ? (await lookup(address)).address : address;
    const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
    resolver.setServers([isIPv6(ip) ? `[${ip}]:${port}` : `${ip}:${port}`]);
    const one = async (question: Promise<string[]>): Promise<string[]> =>
      await question.catch((error: unknown) => {
        if (none.has(cause(error))) return [];
        throw error;
      });
    await pace(`${ip}:${port}`, timeoutMs);
    const v4 = await one(resolver.resolve4(hostname));
    // Where the first half of the answer is wrong already, the other half is a question saved.
    if (!good(v4, 4)) return v4.sort();
    await pace(`${ip}:${port}`, timeoutMs);
    return [...v4, ...(await one(resolver.resolve6(hostname)))].sort();
  };

  const all = async (
    check: DnsCheck | AbsentDnsCheck,
    timeoutMs: number,
    expected: string,
    help: (actual: string) => string,
    good: Judge,
  ): Promise<Attempt> => {
    const answers = await Promise.all(
      check.servers.map(async (server) => {
        const at = `${server.address}${server.port === 53 ? '' : `:${server.port}`}`;
        const found = await ask(server, check.hostname, timeoutMs, good).catch((error: unknown) => cause(error));
        if (typeof found === 'string') return { pass: false, asked: found !== tooMany.message, text: `${found} (${at})` };
        return { pass: good(found, 'all'), asked: true, text: `${found.join(', ') || 'no address'} (${at})` };
      }),
    );
    const before = seen.get(check);
    if (before && answers.some(({ asked }) => !asked)) return before;
    const wrong = answers.filter(({ pass }) => !pass);
    const actual = (wrong.length === 0 ? answers : wrong).map(({ text }) => text).join('; ');
    const attempt = wrong.length === 0 ? { pass: true, expected, actual } : { pass: false, expected, actual, hint: help(actual) };
    seen.set(check, attempt);
    return attempt;
  };

  return {
    present(check, timeoutMs) {
      const { hostname, addresses } = check;
      const wanted = [...new Set(addresses.map(canonical))].sort();
      const good: Judge = (found, family) => {
        const expected = family === 4 ? wanted.filter((address) => !address.includes(':')) : wanted;
        if (wanted.length === 0) return family === 4 || found.length > 0;
        return [...new Set(found.map(canonical))].sort().join() === expected.join();
      };
      return all(check, timeoutMs, `${hostname} is ${addresses.join(', ') || 'known'}`, hint, good);
    },
    absent(check, timeoutMs) {
      const { hostname, addresses } = check;
      const ours = new Set(addresses.map(canonical));
      const help = (): string => 'Look for the name in Settings › Local DNS Records, and for a wildcard of that domain.';
      const good: Judge = (found) => !found.some((address) => ours.size === 0 || ours.has(canonical(address)));
      return all(check, timeoutMs, `${hostname} has no address of ours`, help, good);
    },
  };
}

/** Whether these are the right addresses: the IPv4 ones, or all of them. */
type Judge = (found: readonly string[], family: 4 | 'all') => boolean;

const hint = (actual: string): string =>
  /E(?:TIMEOUT|CONNREFUSED|TIMEDOUT)/.test(actual)
    ? 'The Pi-hole does not answer DNS here: check pihole.instances[].dns in hl.yml, its interface settings, and firewalls.'
    : 'Another record of the same name may stand in Local DNS Records; one that only just was added needs no more than a second.';

/** IPv6 has many spellings of one address. */
const canonical = (address: string): string => (isIPv6(address) ? new URL(`http://[${address}]`).hostname : address);

const tooMany = new Error('not asked: Pi-hole takes 1000 questions a minute');

/** Waits for its turn, or rejects with `tooMany` when that would take longer than `patienceMs`. */
function pacer(): (server: string, patienceMs: number) => Promise<void> {
  const asked = new Map<string, { count: number; next: number }>();
  return async (server, patienceMs) => {
    const state = asked.get(server) ?? { count: 0, next: 0 };
    asked.set(server, state);
    const now = performance.now();
    const at = state.count < burst ? now : Math.max(state.next, now);
    if (at - now > patienceMs) throw tooMany;
    state.count += 1;
    state.next = at + spacingMs;
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
  };
}
