import { canonicalAddress, dnsClient, familyOf, type DnsAnswer, type DnsClient, type Family } from '@hl/core/dns';
import type { AskedServer, DnsCheck } from '../checks/check.js';
import type { OwnResolver } from '../client/own-resolver.js';
import { tooMany, type Pace } from '../client/paced.js';
import { cause, type Probe, type Verdict } from '../result.js';
import { answersOf, forClients, gone, present, presentAny, type DnsVerdict } from '../verdicts/dns.js';

/** Milliseconds for one answer: a local one takes a few, one from upstream a second at worst. */
const answerMs = 3_000;

/** Asks each DNS server itself, never the machine's resolver with its caches. */
export function dnsProbes(pace: Pace, resolver: OwnResolver): (check: DnsCheck) => Probe {
  const clients = new Map<string, DnsClient>();
  // To make one takes longer than to ask.
  const clientOf = (server: AskedServer, ms: number): DnsClient => {
    const client = clients.get(`${where(server)} ${ms}`) ?? dnsClient(server, ms);
    clients.set(`${where(server)} ${ms}`, client);
    return client;
  };
  return ({ kind, hostname, addresses, servers }) => {
    const wanted = [...new Set(addresses.map((address) => canonicalAddress(address) ?? address))];
    const of = (family: Family): string[] => wanted.filter((address) => familyOf(address) === family);
    const judged = (server: AskedServer, family: Family, got: readonly DnsAnswer[] | null): DnsVerdict =>
      kind === 'absent-dns' ? gone(server, wanted, got ?? []) : present(server, family, of(family), got);
    let last: Verdict | null = null;

    const look = async (server: AskedServer, timeoutMs: number, heard: DnsAnswer[]): Promise<DnsVerdict> => {
      const client = clientOf(server, Math.min(timeoutMs, answerMs));
      const ask = async (family: Family): Promise<readonly DnsAnswer[] | null> => {
        await pace(where(server), timeoutMs);
        const got = await client.ask(hostname, family);
        heard.push(...(got ?? []));
        return got;
      };
      const four = await ask(4);
      if (kind === 'dns' && wanted.length === 0) return presentAny(server, [...(four ?? []), ...((await ask(6)) ?? [])]);
      const first = judged(server, 4, four);
      // Where the first half of the answer is wrong already, the other half is a question saved.
      if (!first.pass) return first;
      const second = judged(server, 6, await ask(6));
      return { ...second, text: [first.text, second.text].filter((text) => text !== '').join(', ') };
    };

    return {
      expected: kind === 'dns' ? `${hostname} is ${addresses.join(', ') || 'known'}` : `${hostname} has no address of ours`,
      async look(timeoutMs) {
        const answers = await Promise.all(
          servers.map(async (server) => {
            const heard: DnsAnswer[] = [];
            try {
              const verdict = await look(server, timeoutMs, heard);
              return { ...verdict, heard, asked: true, text: `${verdict.text || 'no address'} (${where(server)})` };
            } catch (error) {
              const hint = unanswered(server, cause(error));
              return { pass: false, heard, asked: error !== tooMany, text: `${cause(error)} (${where(server)})`, hint };
            }
          }),
        );
        if (last !== null && answers.some(({ asked }) => !asked)) return last;
        const wrong = answers.filter(({ pass }) => !pass);
        const actual = (wrong.length === 0 ? answers : wrong).map(({ text }) => text).join('; ');
        const pass = wrong.length === 0;
        const own = pass && kind === 'dns' ? await resolver(hostname, servers) : null;
        const each = (about: 'addresses' | 'ttl'): string =>
          answers
            .flatMap(({ heard }, index) =>
              answersOf(heard)[about] === '' ? [] : `${answersOf(heard)[about]} (${where(servers[index] as AskedServer)})`,
            )
            .join('; ');
        const evidence = {
          addresses: each('addresses'),
          ttl: each('ttl'),
          resolver: own === null ? '' : forClients(own.at, wanted, own.got),
        };
        return (last = { pass, actual, evidence, hint: wrong.find(({ hint }) => hint !== undefined)?.hint });
      },
    };
  };
}

const where = ({ address, port }: AskedServer): string => `${address}${port === 53 ? '' : `:${port}`}`;

const unanswered = ({ name }: AskedServer, actual: string): string =>
  /E(?:TIMEOUT|CONNREFUSED|TIMEDOUT|CANCELLED)/.test(actual)
    ? `${name} does not answer DNS here: check its address in hl.yml, its interface settings, and firewalls.`
    : `Look at the log of that ${name}, and whether this machine may ask it.`;
