import { equal, HlError } from '@hl/core';
import type { Result } from '@hl/core';
import { canonicalAddress } from './address.js';
import type { DnsSpec } from './desired.js';
import { reached } from './records.js';
import type { Ask } from './served.js';

/** What DNS shall say about a name: exactly these addresses, or, for a name that is gone, none of these any more. */
export interface Expectation {
  readonly key: string;
  readonly gone: boolean;
  readonly addresses: readonly string[];
}

/** Expectation of a name; a CNAME answers with its target's addresses. `null`: nothing that could be asked. */
export function expectation(
  key: string,
  before: DnsSpec | null,
  after: DnsSpec | null,
  held: ReadonlyMap<string, DnsSpec>,
): Expectation | null {
  if (after === null) return before === null ? null : { key, gone: true, addresses: reached(before, held) };
  const addresses = reached(after, held);
  return addresses.length === 0 ? null : { key, gone: false, addresses };
}

/**
 * Looks until DNS says so. Set equality: a leftover of an old address would be a wrong answer half of the time.
 *
 * @param until `performance.now()` after which there is only one look
 * @returns how the change went, as DNS shows it
 */
export async function readBack(
  ask: Ask,
  { key, gone, addresses }: Expectation,
  until: number,
  pollMs: number,
  pause: (ms: number) => Promise<void>,
): Promise<Result> {
  for (let wait = pollMs; ; wait = Math.min(wait * 2, 1_000)) {
    try {
      const result = await look(ask, key, gone, addresses);
      if (result.status === 'applied' && !result.notes) return result;
      if (performance.now() + wait > until) return result;
    } catch (error) {
      if (performance.now() + wait > until || (error as HlError).kind !== 'unreachable') throw error;
    }
    await pause(wait);
  }
}

async function look(ask: Ask, key: string, gone: boolean, addresses: readonly string[]): Promise<Result> {
  const notes: string[] = [];
  for (const family of [4, 6] as const) {
    const wanted = addresses.filter((address) => address.includes(':') === (family === 6));
    // Without addresses of this family there is nothing to wait for: Pi-hole may keep an old NXDOMAIN for it.
    if (wanted.length === 0) continue;
    const got = [...new Set((await ask(key, family)).map((address) => canonicalAddress(address) ?? address))].sort();
    if (gone) {
      const left = got.filter((address) => wanted.includes(address));
      if (left.length > 0)
        notes.push(`${key} still answers with ${left.join(', ')}: from the upstream server, DHCP or another list of that Pi-hole`);
    } else if (!equal(got, wanted)) {
      return { status: 'failed', error: notServed(key, wanted, got).toJSON() };
    }
  }
  return notes.length > 0 ? { status: 'applied', notes } : { status: 'applied' };
}

const notServed = (key: string, wanted: readonly string[], got: readonly string[]): HlError =>
  new HlError(
    'HL_PIHOLE_NOT_SERVED',
    `Pi-hole holds ${key} → ${wanted.join(', ')} but answers ${got.length === 0 ? 'with no address' : got.join(', ')}`,
    {
      kind: 'refused',
      hint: 'Look for the name in /etc/hosts, DHCP leases and misc.dnsmasq_lines of that Pi-hole, or whether its DNS is rate-limited.',
    },
  );
