import { isIPv6 } from 'node:net';
import type { Answer, Question } from 'dns-packet';
import { dnsSocket } from '../dns-socket.js';
import type { DnsReply, DnsSocket } from '../dns-socket.js';
import type { AdguardEmulatorOptions, Rewrite } from './options.js';
import { rewrite } from './rewrites.js';

/** `blocked_response_ttl`, which rewrites have, too. */
const ttl = 10;

export interface AdguardDns extends DnsSocket {
  readonly queries: readonly string[];
}

/** AdGuard Home's resolver over UDP: what is rewritten, and what its upstream says. */
export async function adguardDns(
  rewrites: () => readonly Rewrite[],
  { address = '127.0.0.1', upstream = {}, rateLimit = Infinity, now = Date.now }: AdguardEmulatorOptions,
): Promise<AdguardDns> {
  const queries: string[] = [];
  let asked: number[] = [];

  const answers = (name: string, type: 'A' | 'AAAA', addresses: readonly string[], seconds = ttl): Answer[] =>
    addresses.map((data) => ({ type, name, ttl: seconds, data }));

  /** `null`: no answer at all. */
  const outside = (name: string, type: 'A' | 'AAAA', before: Answer[]): DnsReply | null => {
    if (upstream === 'silent') return null;
    const known = upstream[name];
    const addresses = known?.addresses.filter((one) => isIPv6(one) === (type === 'AAAA')) ?? [];
    return { rcode: known ? 'NOERROR' : 'NXDOMAIN', answers: [...before, ...answers(name, type, addresses, known?.ttl)] };
  };

  const reply = (question: Question | undefined): DnsReply | null => {
    asked = [...asked.filter((at) => at > now() - 1_000), now()];
    if (!question || asked.length > rateLimit) return null;
    const { type, name: given } = question;
    const name = given.toLowerCase();
    queries.push(`${type} ${name}`);
    if (name === 'healthcheck.adguardhome.test' || (type !== 'A' && type !== 'AAAA')) return { rcode: 'NOERROR', answers: [] };
    const found = rewrite(rewrites(), name, type);
    if (found === null) return outside(name, type, []);
    const cname: Answer[] = found.name === null ? [] : [{ type: 'CNAME', name, ttl, data: found.name }];
    if (found.addresses.length > 0) return { rcode: 'NOERROR', answers: [...cname, ...answers(found.name ?? name, type, found.addresses)] };
    return found.name === null ? { rcode: 'NOERROR', answers: [] } : outside(found.name, type, cname);
  };

  return Object.assign(await dnsSocket(address, reply), { queries });
}
