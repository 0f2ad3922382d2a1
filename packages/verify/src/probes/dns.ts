import { Resolver, lookup } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';
import type { AbsentDnsCheck, DnsCheck, DnsServer } from '../check.js';
import { cause, type Attempt } from '../result.js';
import { canonical, judge, judgeAny, judgeGone, type DnsAnswer, type Family, type Verdict } from './dns-answer.js';

/** Pi-hole refuses a client after 1000 questions a minute: a burst of 400, then one every 120 ms stays below. */
const burst = 400;
const spacingMs = 120;

/** Milliseconds for one answer: a local one takes a few, one from upstream a second at worst. */
const answerMs = 3_000;

/** No record; with no upstream Pi-hole says REFUSED, with one it may say NXDOMAIN or nothing at all. */
const none = new Set(['ENOTFOUND', 'ENODATA', 'EREFUSED', 'ESERVFAIL']);

/** Every Pi-hole answers this by itself: whoever gets no answer to it speaks to nobody. */
const ownName = 'pi.hole';

export interface DnsProbe {
  present(check: DnsCheck, timeoutMs: number): Promise<Attempt>;
  absent(check: AbsentDnsCheck, timeoutMs: number): Promise<Attempt>;
}

/** What one server says of a name; `null`: nothing, as it waits for its upstream. */
type Ask = (family: Family) => Promise<DnsAnswer[] | null>;

/** Asks each Pi-hole itself, never the machine's resolver with its caches. */
export function dnsProbe(): DnsProbe {
  const pace = pacer();
  const seen = new WeakMap<object, Attempt>();

  const asking = async ({ address, port }: DnsServer, hostname: string, timeoutMs: number): Promise<Ask> => {
    const ip = isIP(address) === 0 ? (await lookup(address)).address : address;
    const resolver = new Resolver({ timeout: Math.min(timeoutMs, answerMs), tries: 1 });
    resolver.setServers([isIPv6(ip) ? `[${ip}]:${port}` : `${ip}:${port}`]);
    const one = async (name: string, family: Family): Promise<DnsAnswer[]> => {
      await pace(`${ip}:${port}`, timeoutMs);
      try {
        const found = await (family === 4 ? resolver.resolve4(name, { ttl: true }) : resolver.resolve6(name, { ttl: true }));
        return found
          .map((answer) => ({ address: canonical(answer.address), ttl: answer.ttl }))
          .sort((a, b) => (a.address < b.address ? -1 : 1));
      } catch (error) {
        if (none.has(cause(error))) return [];
        throw error;
      }
    };
    return async (family) => {
      try {
        return await one(hostname, family);
      } catch (error) {
        if (cause(error) !== 'ETIMEOUT') throw error;
        await one(ownName, 4);
        return null;
      }
    };
  };

  const all = async (
    check: DnsCheck | AbsentDnsCheck,
    timeoutMs: number,
    expected: string,
    look: (ask: Ask) => Promise<Verdict>,
  ): Promise<Attempt> => {
    const answers = await Promise.all(
      check.servers.map(async (server) => {
        const at = `${server.address}${server.port === 53 ? '' : `:${server.port}`}`;
        try {
          const verdict = await look(await asking(server, check.hostname, timeoutMs));
          return { ...verdict, asked: true, text: `${verdict.text || 'no address'} (${at})` };
        } catch (error) {
          return { pass: false, asked: error !== tooMany, text: `${cause(error)} (${at})`, hint: unanswered(cause(error)) };
        }
      }),
    );
    const before = seen.get(check);
    if (before && answers.some(({ asked }) => !asked)) return before;
    const wrong = answers.filter(({ pass }) => !pass);
    const actual = (wrong.length === 0 ? answers : wrong).map(({ text }) => text).join('; ');
    const hint = wrong.find((one) => one.hint !== undefined)?.hint;
    const attempt = { pass: wrong.length === 0, expected, actual, ...(hint === undefined ? {} : { hint }) };
    seen.set(check, attempt);
    return attempt;
  };

  return {
    present(check, timeoutMs) {
      const { hostname, addresses } = check;
      const wanted = [...new Set(addresses.map(canonical))];
      return all(check, timeoutMs, `${hostname} is ${addresses.join(', ') || 'known'}`, async (ask) => {
        if (wanted.length === 0) return judgeAny(hostname, [...((await ask(4)) ?? []), ...((await ask(6)) ?? [])]);
        const [four, six] = [wanted.filter((address) => !isIPv6(address)), wanted.filter((address) => isIPv6(address))];
        const first = judge(hostname, 4, four, await ask(4));
        // Where the first half of the answer is wrong already, the other half is a question saved.
        if (!first.pass) return first;
        const second = judge(hostname, 6, six, await ask(6));
        return { ...second, text: [first.text, second.text].filter((text) => text !== '').join(', ') };
      });
    },
    absent(check, timeoutMs) {
      const { hostname, addresses } = check;
      const ours = new Set(addresses.map(canonical));
      return all(check, timeoutMs, `${hostname} has no address of ours`, async (ask) => {
        // What is gone here is upstream's to answer: its silence is no address.
        const first = judgeGone(ours, (await ask(4)) ?? []);
        if (!first.pass) return first;
        const second = judgeGone(ours, (await ask(6)) ?? []);
        return { ...second, text: [first.text, second.text].filter((text) => text !== '').join(', ') };
      });
    },
  };
}

const unanswered = (actual: string): string =>
  /E(?:TIMEOUT|CONNREFUSED|TIMEDOUT|CANCELLED)/.test(actual)
    ? 'The Pi-hole does not answer DNS here: check pihole.instances[].dns in hl.yml, its interface settings, and firewalls.'
    : 'Look at the log of that Pi-hole, and whether this machine may ask it.';

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
