import { asResult } from '../apply.js';
import { HlError } from '../error.js';
import type { Change, Result } from '../integration.js';
import { codeOf, dnsClient, type DnsAnswer, type DnsClient, type Nameserver } from './client.js';
import { applied, expectation, ipv6Notes, lookAt, lookGone, ofFamily } from './expectation.js';
import type { Expectation, Look, ReadBackProduct } from './expectation.js';
import { canonicalName } from './name.js';
import { reached, type DnsProduct, type DnsSpec } from './record.js';

const atOnce = 10;

/** Milliseconds. */
export interface DnsTiming {
  /** Between the write and the first question: a name that is asked for too early stays unknown in the server's cache. */
  readonly settleMs: number;
  /** For a record to be served. */
  readonly dnsMs: number;
  readonly cnameDnsMs: number;
  /** Pause between two looks; doubles up to a second. */
  readonly pollMs: number;
}

export interface ReadBack {
  readonly product: ReadBackProduct;
  readonly server: Nameserver;
  readonly timing: DnsTiming;
  /** Names asked about after one batch at most, each for both families. Default 100: Pi-hole refuses a client after 1000 queries a minute. */
  readonly sampleSize?: number;
  sleep(ms: number): Promise<void>;
}

/** Written, or perhaps written, and nobody knows what became of it: `failed`, so that a rollback takes it back; the next run finds it in place. */
export const unsettled = (error: unknown): Result => ({ ...asResult(error), status: 'failed' });

/** The result of a change that the server holds and that nobody asked its DNS about. */
export function stored({ key, after }: Change<DnsSpec>, names: ReadonlyMap<string, DnsSpec>, { name }: DnsProduct): Result {
  if (after === null || after.cname === null || reached(after, names).length > 0) return { status: 'applied' };
  return applied([`${after.cname} is no record of this ${name}: clients that ask for ${key} get no address from it`]);
}

/**
 * How DNS shows what was written: each change, or evenly chosen ones of a big batch, since the server reads its list as a whole.
 *
 * @param names what it holds now
 * @returns by key; a change that was not asked about is not in it
 */
export async function readBack(
  { product, server, timing, sampleSize = 100, sleep }: ReadBack,
  changes: readonly Change<DnsSpec>[],
  names: ReadonlyMap<string, DnsSpec>,
): Promise<Map<string, Result>> {
  const slow = changes.some(({ before, after }) => [before, after].some((spec) => spec !== null && spec.cname !== null));
  try {
    if (changes.some(({ after }) => after !== null)) await sleep(timing.settleMs);
  } catch (error) {
    return new Map(changes.map(({ key }) => [key, unsettled(error)]));
  }
  const until = performance.now() + (slow ? timing.cnameDnsMs : timing.dnsMs);
  const looking: Looking = { dns: dnsClient(server), product, upstream: { silent: false } };
  const settled = async (expected: Expectation): Promise<Result> => {
    for (let wait = timing.pollMs; ; wait = Math.min(wait * 2, 1_000)) {
      const last = performance.now() + wait > until;
      const { result, final } = await (expected.gone ? askGone : ask)(looking, expected).catch((error: unknown): Look => ({
        result: unsettled(unanswered(error, server, product)),
        final: false,
      }));
      if (final || last) return result;
      await sleep(wait);
    }
  };
  const results = new Map<string, Result>();
  const chosen = sample(changes, sampleSize);
  for (let at = 0; at < chosen.length; at += atOnce) {
    await Promise.all(
      chosen.slice(at, at + atOnce).map(async ({ key, before, after }) => {
        const expected = expectation(canonicalName(key), before, after, names);
        if (expected) results.set(key, await settled(expected).catch(unsettled));
      }),
    );
  }
  return results;
}

function sample<T>(all: readonly T[], size: number): readonly T[] {
  const step = Math.max(1, all.length / size);
  return all.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

interface Looking {
  readonly dns: DnsClient;
  readonly product: ReadBackProduct;
  /** Upstream was found silent in this batch, and said so: no more questions that only it can answer. */
  readonly upstream: { silent: boolean };
}

async function askGone({ dns, product }: Looking, expected: Expectation): Promise<Look> {
  const got: DnsAnswer[] = [];
  for (const family of [4, 6] as const)
    if (ofFamily(family, expected.addresses).length > 0) got.push(...((await dns.ask(expected.key, family)) ?? []));
  return lookGone(expected, got, product);
}

async function ask({ dns, product, upstream }: Looking, { key, addresses }: Expectation): Promise<Look> {
  const notes: string[] = [];
  for (const family of [4, 6] as const) {
    const wanted = ofFamily(family, addresses);
    if (wanted.length === 0 && (family === 4 || upstream.silent)) continue;
    const got = await dns.ask(key, family);
    if (wanted.length > 0) {
      const found = lookAt(key, family, wanted, got ?? [], product, new Date());
      if (found.error) return { result: { status: 'failed', error: found.error.toJSON() }, final: found.error.code.endsWith('_BLOCKED') };
      notes.push(...found.notes);
    } else if (got !== null) notes.push(...ipv6Notes(key, got, product));
    else if (!upstream.silent) {
      upstream.silent = true;
      notes.push(`The upstream server of ${product.name} does not answer: who asks for an IPv6 address of ${key} has to wait`);
    }
  }
  return { result: applied(notes), final: true };
}

function unanswered(cause: unknown, { address, port }: Nameserver, { name, code }: DnsProduct): HlError {
  const kind = 'unreachable';
  if ((cause as { syscall?: unknown }).syscall === 'getaddrinfo') {
    const hint = `Give the IP address of the ${name} for its DNS; the records themselves are stored.`;
    return new HlError(`${code}_DNS`, `The DNS server's name ${address} does not resolve`, { kind, hint, cause });
  }
  const hint = `Look whether ${name} runs there, and whether this machine may reach its DNS port; the records themselves are stored.`;
  return new HlError(`${code}_DNS`, `The DNS server of ${name} at ${address} port ${port} does not answer (${codeOf(cause)})`, {
    kind,
    hint,
    cause,
  });
}
