import { isNull, judge, type DnsAnswer, type Family } from '@hl/core/dns';
import type { AskedServer } from '../checks/check.js';

export interface DnsVerdict {
  readonly pass: boolean;
  /** What was answered, and what there is to say about it though it may be right. */
  readonly text: string;
  readonly hint?: string;
}

/**
 * Whether these are the right answers of one family to a name that shall have `wanted` of it, canonical; `null`: the question went to
 * upstream, which is silent. For a family without a record a server asks its upstream.
 */
export function present(server: AskedServer, family: Family, wanted: readonly string[], got: readonly DnsAnswer[] | null): DnsVerdict {
  const { name, unblock, keepLocal } = server;
  if (got === null) {
    const text = `no answer for IPv${family}: the upstream of that ${name} is silent`;
    if (wanted.length === 0) return { pass: true, text };
    return { pass: false, text, hint: `${name} has no such record, and its upstream server does not answer: look there first.` };
  }
  // Some servers' own records live for a while too: what is wanted is never said to be from upstream.
  const kept = ({ address, ttl }: DnsAnswer): boolean => ttl > 0 && !wanted.includes(address);
  const text = got.map((one) => (kept(one) ? `${one.address} (from upstream, ${one.ttl} s more)` : one.address)).join(', ');
  const { right, blocked, others } = judge(family, wanted, got);
  if (blocked) return { pass: false, text, hint: `${name} blocks the name. ${unblock}` };
  if (wanted.length === 0 && others.some(({ ttl }) => ttl > 0)) {
    const hint =
      `The IPv${family} address is a public one, from upstream, and visitors go there: ` +
      `give the service an IPv${family} address of yours (dns.ip), or ${keepLocal}.`;
    return { pass: false, text, hint };
  }
  return right ? { pass: true, text } : { pass: false, text, hint: otherRecord(name) };
}

/** Addresses with how long they live, as they were answered. */
export const answersOf = (got: readonly DnsAnswer[]): { readonly addresses: string; readonly ttl: string } => ({
  addresses: got.map(({ address }) => address).join(', ') || 'none',
  ttl: [...new Set(got.map(({ ttl }) => ttl))].join(', '),
});

/**
 * What a client that asks this machine's own nameserver finds. It is no failure that it finds something else: a runner may well ask another
 * server than the devices of the house do.
 */
export function forClients(at: string, wanted: readonly string[], got: readonly DnsAnswer[]): string {
  const agrees = wanted.length === 0 ? got.length > 0 : got.some(({ address }) => wanted.includes(address));
  return `${at}: ${answersOf(got).addresses}${agrees ? '' : ', so it asks none of these DNS servers'}`;
}

const otherRecord = (name: string): string =>
  `Another record of the same name may stand on that ${name}; one that only just was added needs no more than a second.`;

/** Whether there is an address, where the file names none. */
export function presentAny(server: AskedServer, got: readonly DnsAnswer[]): DnsVerdict {
  if (got.length === 0) return { pass: false, text: '', hint: otherRecord(server.name) };
  const real = got.filter((answer) => !isNull(answer)).map(({ address }) => address);
  return present(server, 4, real, got);
}

/** Whether no address of ours is left; `ours` empty: no address at all. */
export function gone({ name }: AskedServer, ours: readonly string[], got: readonly DnsAnswer[]): DnsVerdict {
  const left = got.filter((answer) => !isNull(answer) && (ours.length === 0 || ours.includes(answer.address)));
  const text = got.map(({ address }) => address).join(', ');
  if (left.length === 0) return { pass: true, text };
  return { pass: false, text, hint: `Look for the name in the records of that ${name}, and for a wildcard of that domain.` };
}
