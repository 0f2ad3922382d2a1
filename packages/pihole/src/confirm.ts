import { asResult } from '@hl/core';
import type { Change, Result } from '@hl/core';
import type { DnsSpec } from './desired.js';
import { canonicalName } from './name.js';
import { expectation, readBack } from './read-back.js';
import { reached } from './records.js';
import type { DnsClient } from './dns-client.js';
import type { Timing } from './timing.js';

/** Names asked of DNS after one batch at most, each for both families: Pi-hole refuses a client after 1000 queries a minute. */
const sampleSize = 100;
const atOnce = 10;

export interface Confirming {
  readonly dns: DnsClient;
  readonly timing: Timing;
  pause(ms: number): Promise<void>;
}

/**
 * How DNS shows what was written: each change, or evenly chosen ones of a big batch, since Pi-hole reads its list as a whole.
 *
 * @returns by key; a change that was not asked about is not in it
 */
export async function confirm(
  { dns, timing, pause }: Confirming,
  changes: readonly Change<DnsSpec>[],
  names: ReadonlyMap<string, DnsSpec>,
): Promise<Map<string, Result>> {
  const slow = changes.some(({ before, after }) => [before, after].some((spec) => spec !== null && spec.cname !== null));
  try {
    if (changes.some(({ after }) => after !== null)) await pause(timing.settleMs);
  } catch (error) {
    return new Map(changes.map(({ key }) => [key, unsettled(error)]));
  }
  const until = performance.now() + (slow ? timing.cnameDnsMs : timing.dnsMs);
  const results = new Map<string, Result>();
  const looking = { dns, upstream: { silent: false }, pollMs: timing.pollMs, pause };
  const chosen = sample(changes);
  for (let at = 0; at < chosen.length; at += atOnce) {
    await Promise.all(
      chosen.slice(at, at + atOnce).map(async ({ key, before, after }) => {
        const expected = expectation(canonicalName(key), before, after, names);
        if (expected) results.set(key, await readBack(looking, expected, until).catch(unsettled));
      }),
    );
  }
  return results;
}

function sample<T>(all: readonly T[]): readonly T[] {
  const step = Math.max(1, all.length / sampleSize);
  return all.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** Written, or perhaps written, and nobody knows what became of it: `failed`, so that a rollback takes it back; the next run finds it in place. */
export const unsettled = (error: unknown): Result => ({ ...asResult(error), status: 'failed' });

/** The result of a change that Pi-hole holds and nobody asked DNS about. */
export function stored({ key, after }: Change<DnsSpec>, names: ReadonlyMap<string, DnsSpec>): Result {
  if (after === null || after.cname === null || reached(after, names).length > 0) return { status: 'applied' };
  return { status: 'applied', notes: [`${after.cname} is no record of this Pi-hole: clients that ask for ${key} get no address from it`] };
}
