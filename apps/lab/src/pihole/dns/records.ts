import type { Answer, RecordType } from 'dns-packet';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { parseCname, withoutComment } from '../api/validate.js';

/** What DNS serves: hosts at once, CNAMEs as of the last restart. */
export interface Served {
  readonly hosts: readonly string[];
  readonly cnameRecords: readonly string[];
}

interface Host {
  readonly ip: string;
  readonly names: readonly string[];
}

function parse(line: string): Host | null {
  const [ip = '', ...names] = withoutComment(line)
    .trim()
    .split(/[ \t]+/);
  return isIP(ip) > 0 ? { ip, names: names.map((name) => name.toLowerCase().replace(/\.$/, '')) } : null;
}

/** Local answers to a question; none for a name that has only the other family; `null` for a name that is not here. */
export function answersTo({ hosts, cnameRecords }: Served, name: string, type: RecordType): Answer[] | null {
  const lines = hosts.map(parse).filter((line) => line !== null);
  if (type === 'PTR') {
    const found = lines.find(({ ip }) => reverse(ip) === name)?.names[0];
    return found === undefined ? null : [{ type: 'PTR', name, ttl: 0, data: found }];
  }
  const aliases = new Map(cnameRecords.map(parseCname).flatMap(({ names, target }) => names.map((alias) => [alias, target] as const)));
  const chain: Answer[] = [];
  let at = name;
  for (let target = aliases.get(at); target !== undefined && chain.length < 10; target = aliases.get(at)) {
    chain.push({ type: 'CNAME', name: at, ttl: 0, data: target });
    at = target;
  }
  const ips = lines.filter(({ names }) => names.includes(at)).map(({ ip }) => ip);
  if (chain.length === 0 && ips.length === 0) return null;
  if (type === 'CNAME') return chain.slice(0, 1);
  if (type !== 'A' && type !== 'AAAA') return [];
  const data = [...new Set(ips)].filter((ip) => isIPv6(ip) === (type === 'AAAA'));
  return [...chain, ...data.map((ip): Answer => ({ type, name: at, ttl: 0, data: ip }))];
}

/** `dns.localise`: of several IPv4 addresses those in the subnet that the question came in by, if there is one. */
export function localised(answers: Answer[], subnet: string | null): Answer[] {
  if (subnet === null) return answers;
  const [net = '', bits] = subnet.split('/');
  const near = new BlockList();
  near.addSubnet(net, Number(bits), 'ipv4');
  const isNear = (answer: Answer): boolean => answer.type === 'A' && near.check(answer.data, 'ipv4');
  return answers.some(isNear) ? answers.filter((answer) => answer.type !== 'A' || isNear(answer)) : answers;
}

/** `192.168.1.2` as `2.1.168.192.in-addr.arpa`, IPv6 by nibbles below ip6.arpa. */
function reverse(ip: string): string {
  if (!isIPv6(ip)) return `${ip.split('.').reverse().join('.')}.in-addr.arpa`;
  const [head = '', tail] = new URL(`http://[${ip}]`).hostname.slice(1, -1).split('::');
  const words = (part: string): string[] => part.split(':').filter((word) => word !== '');
  const [left, right] = [words(head), words(tail ?? '')];
  const all = tail === undefined ? left : [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
  return `${all
    .map((word) => word.padStart(4, '0'))
    .join('')
    .split('')
    .reverse()
    .join('.')}.ip6.arpa`;
}
