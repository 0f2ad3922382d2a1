import { asResult, equal, mutex, type Change, type HlError, type Integration, type Result } from '@hl/core';
import { canonicalChange, dnsRecords, readBack, stored, unsettled, type DnsSpec } from '@hl/core/dns';
import { preflight as createPreflight } from './apply/preflight.js';
import { write } from './apply/write.js';
import { cancellation as createCancellation } from './client/cancellable-sleep.js';
import { client as createClient } from './client/client.js';
import { transport } from './client/request.js';
import { session as createSession } from './client/session.js';
import { tlsFetch } from './client/tls.js';
import { apiUrl } from './client/url.js';
import { observed } from './observe/observed.js';
import { held } from './observe/records.js';
import type { PiholeOptions } from './options.js';
import { product } from './product.js';
import { defaultTiming } from './timing.js';

export interface Pihole extends Integration<DnsSpec> {
  /** Logs out, calling off what still waits or has not been asked yet. Calling it twice is fine; using the integration afterwards logs in again. Never rejects. */
  close(): Promise<void>;
}

/**
 * Pi-hole v6's local DNS records. One login for all that is done with it, opened when first needed: call `close` at the end.
 * One request at a time; one PATCH for a batch. A key is a host name, its spec `{ addresses: ['192.168.1.20'], cname: null }` or
 * `{ addresses: [], cname: 'films.lab' }`.
 *
 * @throws HlError `input` HL_PIHOLE_URL. Its members throw `refused` (HL_PIHOLE_LOGIN, _2FA, _SEATS, _APP, _FORBIDDEN, _FORCED,
 * _READ_ONLY, _BAD_LINE, _REFUSED, _REDIRECT, _NOT_API, _TOO_LARGE, _TLS, _UNKNOWN, _NOT_SERVED, _BLOCKED), `unreachable`
 * (HL_PIHOLE_UNREACHABLE, _TIMEOUT, _SERVER, _GARBLED, _BUSY, _MOVING, _DNS, _CLOSED), `conflict` (HL_PIHOLE_OVERWRITTEN), `input` (HL_PIHOLE_NAME, _ADDRESS)
 *
 * Source: https://docs.pi-hole.net/api/, https://docs.pi-hole.net/ftldns/configfile/
 */
export function pihole(options: PiholeOptions): Pihole {
  const { password, system = 'pihole', dns = null, onWait = () => undefined } = options;
  const base = apiUrl(options.url);
  const timing = { ...defaultTiming, ...options.timing };
  const special = options.ca !== undefined || options.servername !== undefined || options.insecure === true;
  const fetch = options.fetch ?? (special && base.startsWith('https:') ? tlsFetch(options) : undefined);
  const cancellation = createCancellation(timing.graceMs);
  const { signal, sleep } = cancellation;
  const send = transport({ base, fetch, requestMs: timing.requestMs, signal });
  const session = createSession({ base, password, send, timing, cancellation });
  const client = createClient(session, base);
  let preflight = createPreflight(client, base);
  const oneAtATime = mutex();
  let closing: Promise<void> | null = null;

  const logOut = (): Promise<void> => {
    cancellation.cancel();
    return oneAtATime(async () => {
      cancellation.reset();
      await session.close();
      preflight = createPreflight(client, base);
    });
  };

  return {
    system,
    markless: true,
    desired: (service, site) => dnsRecords(service, site, system, product),
    observe: (resources) => oneAtATime(async () => observed(await client.read(), resources)),
    refusals: (changes) => oneAtATime(() => preflight.refusals(changes)),

    async apply(given, report) {
      const changes = new Map(given.map((change) => [canonicalChange(change), change]));
      const wanted = new Map([...changes.keys()].map(({ key, after }) => [key, after]));
      const { failed, lists } = await oneAtATime(() => write({ client, session, preflight, base, timing, onWait, sleep }, wanted));
      const names = held(lists);
      const written = [...changes.keys()].filter(({ key }) => !failed.has(key));
      const asked = dns && (await readBack({ product, server: dns, timing, sleep }, written, names));
      for (const [change, original] of changes) {
        const error = failed.get(change.key);
        report(original, error ? unwritten(error, change, names) : (asked?.get(change.key) ?? stored(change, names, product)));
      }
    },

    close: () => (closing ??= logOut().finally(() => (closing = null))),
  };
}

/** When others kept writing and the last look shows that nothing of ours stands, there is nothing to take back. */
const unwritten = (error: HlError, { key, before }: Change<DnsSpec>, names: ReadonlyMap<string, DnsSpec>): Result =>
  error.code === 'HL_PIHOLE_MOVING' && equal(names.get(key) ?? null, before) ? asResult(error) : unsettled(error);
