import { asResult, equal } from '@hl/core';
import type { Change, Integration, Observed, Result } from '@hl/core';
import { canonicalAddress, unmapped } from './address.js';
import { client as createClient } from './client.js';
import { desired } from './desired.js';
import type { DnsSpec } from './desired.js';
import { canonicalName } from './name.js';
import type { PiholeOptions } from './options.js';
import { createPauses } from './pauses.js';
import { preflight as createPreflight } from './preflight.js';
import { expectation, readBack } from './read-back.js';
import { held } from './records.js';
import type { Lists } from './records.js';
import { restarted } from './restarted.js';
import { serial } from './serial.js';
import { dnsServer } from './served.js';
import { session as createSession } from './session.js';
import { defaultTiming } from './timing.js';
import { tlsFetch } from './tls.js';
import { transport } from './transport.js';
import { apiUrl } from './url.js';
import { write } from './write.js';

/** Names asked of DNS after one batch at most: Pi-hole refuses a client after 1000 queries a minute. */
const sampleSize = 100;

export interface Pihole extends Integration<DnsSpec> {
  /** Logs out, calling off what only waits. Calling it twice is fine; using the integration afterwards logs in again. Never rejects. */
  close(): Promise<void>;
}

/** Written, and yet nobody knows whether it is served: `failed`, so that a rollback takes it back; the next run finds it in place. */
const unconfirmed = (error: unknown): Result => ({ ...asResult(error), status: 'failed' });

/**
 * Pi-hole v6's local DNS records. One login for all that is done with it, opened when first needed: call `close` at the end.
 * One request at a time; one PATCH for a batch.
 *
 * @throws HlError `input` HL_PIHOLE_URL; its members throw `refused` and `unreachable`, see README
 */
export function pihole(options: PiholeOptions): Pihole {
  const { password, dns = null, owned, system = 'pihole', ca, servername, insecure } = options;
  const base = apiUrl(options.url);
  const timing = { ...defaultTiming, ...options.timing };
  const special = ca !== undefined || servername !== undefined || insecure === true;
  const fetch = options.fetch ?? (special && base.startsWith('https:') ? tlsFetch({ ca, servername, insecure }) : globalThis.fetch);
  const userAgent = `hl-pihole/0.1 (${crypto.randomUUID().slice(0, 8)})`;
  const pauses = createPauses();
  const session = createSession({
    base,
    password,
    send: transport({ base, fetch, requestMs: timing.requestMs, userAgent }),
    timing,
    pauses,
    userAgent,
  });
  const client = createClient(session, base);
  const preflight = createPreflight(client, base);
  const oneAtATime = serial();
  const ask = dns === null ? null : dnsServer(dns);
  const traefik = new Set(options.addresses?.map((address) => unmapped(canonicalAddress(address) ?? address)));
  /** What this very instance wrote is ours, whatever the ledger says that was read before. */
  const written = new Map<string, DnsSpec>();
  let seen: Lists | null = null;
  let closing: Promise<void> | null = null;

  const ours = (name: string, spec: DnsSpec, names: ReadonlyMap<string, DnsSpec>): boolean => {
    if (equal(written.get(name), spec)) return true;
    const said = owned?.(name);
    if (said !== undefined) return said;
    const addresses = [...spec.addresses, ...(spec.cname === null ? [] : (names.get(spec.cname)?.addresses ?? ['unknown']))];
    return addresses.every((address) => traefik.has(unmapped(address)));
  };

  const observe: Pihole['observe'] = (keys) =>
    oneAtATime(async () => {
      seen = await client.read();
      const names = held(seen);
      const found = new Map<string, Observed<DnsSpec>>();
      for (const key of keys) {
        const spec = names.get(canonicalName(key));
        if (spec) found.set(key, { spec, ours: ours(canonicalName(key), spec, names) });
      }
      return found;
    });

  /** How DNS shows it: each change, or evenly chosen ones of a big batch, since Pi-hole reads its list as a whole. */
  const confirm = async (changes: readonly Change<DnsSpec>[], lists: Lists): Promise<Map<string, Result>> => {
    const results = new Map<string, Result>();
    if (ask === null) return results;
    const names = held(lists);
    const until =
      performance.now() +
      (changes.some(({ before, after }) => (before?.cname ?? after?.cname ?? null) !== null) ? timing.cnameDnsMs : timing.dnsMs);
    const step = Math.max(1, changes.length / sampleSize);
    const sample = changes.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
    for (let at = 0; at < sample.length; at += 10) {
      await Promise.all(
        sample.slice(at, at + 10).map(async ({ key, before, after }) => {
          const expected = expectation(canonicalName(key), before, after, names);
          const result = expected && (await readBack(ask, expected, until, timing.pollMs, pauses.pause).catch(unconfirmed));
          if (result) results.set(key, result);
        }),
      );
    }
    return results;
  };

  const logOut = (): Promise<void> => {
    pauses.callOff();
    return oneAtATime(async () => {
      pauses.resume();
      await session.close();
      preflight.forget();
    });
  };

  return {
    system,
    desired: (service, site) => desired(service, site, system),
    observe,

    async apply(changes, report) {
      const wanted = new Map(changes.map(({ key, after }) => [canonicalName(key), after]));
      const { failed, lists } = await oneAtATime(() =>
        write(
          {
            client,
            preflight: preflight.check,
            recovered: () => session.ready(timing.lostMs),
            restarted: () => restarted(session, timing, pauses.pause),
          },
          wanted,
          seen,
        ),
      );
      const stored = changes.filter(({ key }) => !failed.has(canonicalName(key)));
      for (const { key, after } of stored) {
        if (after === null) written.delete(canonicalName(key));
        else written.set(canonicalName(key), after);
      }
      const results = await confirm(stored, lists);
      for (const change of changes) {
        const error = failed.get(canonicalName(change.key));
        const target = change.after?.cname ?? null;
        const dangling = target !== null && !held(lists).has(target);
        const notes = dangling ? [`${target} is no record of this Pi-hole: clients that ask for ${change.key} get no address from it`] : [];
        const stored: Result = notes.length > 0 ? { status: 'applied', notes } : { status: 'applied' };
        report(change, error ? asResult(error) : (results.get(change.key) ?? stored));
      }
    },

    close() {
      closing ??= logOut().finally(() => (closing = null));
      return closing;
    },
  };
}
