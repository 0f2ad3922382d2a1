import { asResult, equal } from '@hl/core';
import type { Change, HlError, Integration, Result } from '@hl/core';
import { createPauses } from './cancellable-sleep.js';
import { client as createClient } from './client.js';
import { confirm, stored, unsettled } from './confirm.js';
import { canonicalSpec, desired } from './desired.js';
import type { DnsSpec } from './desired.js';
import { dnsClient } from './dns-client.js';
import { canonicalName } from './name.js';
import { observed } from './observe.js';
import type { PiholeOptions } from './options.js';
import { product, turn } from './other-sessions.js';
import { preflight as createPreflight } from './preflight.js';
import { held } from './records.js';
import { restarted } from './restarted.js';
import { serial } from './serial.js';
import { session as createSession } from './session.js';
import { defaultTiming } from './timing.js';
import { tlsFetch } from './tls.js';
import { transport } from './transport.js';
import { apiUrl } from './url.js';
import { write } from './write.js';

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
 * (HL_PIHOLE_UNREACHABLE, _TIMEOUT, _SERVER, _GARBLED, _BUSY, _TURN, _MOVING, _DNS, _CLOSED), `conflict` (HL_PIHOLE_OVERWRITTEN), `input` (HL_PIHOLE_NAME, _ADDRESS)
 *
 * Source: https://docs.pi-hole.net/api/, https://docs.pi-hole.net/ftldns/configfile/
 */
export function pihole(options: PiholeOptions): Pihole {
  const { password, system = 'pihole', ca, servername, insecure, onWait = () => undefined } = options;
  const base = apiUrl(options.url);
  const timing = { ...defaultTiming, ...options.timing };
  const special = ca !== undefined || servername !== undefined || insecure === true;
  const fetch = options.fetch ?? (special && base.startsWith('https:') ? tlsFetch({ ca, servername, insecure }) : globalThis.fetch);
  const userAgent = `${product}0.1 (${crypto.randomUUID().slice(0, 8)})`;
  const pauses = createPauses(timing.graceMs);
  const send = transport({ base, fetch, requestMs: timing.requestMs, userAgent, hangUp: pauses.hangUp });
  const session = createSession({ base, password, send, timing, pauses, userAgent, onWait });
  const client = createClient(session, base);
  const preflight = createPreflight(client, base, () => turn(session, base, timing, pauses.pause));
  const oneAtATime = serial();
  const dns = options.dns ? dnsClient(options.dns) : null;
  let closing: Promise<void> | null = null;

  const writing = {
    client,
    base,
    timing,
    onWait,
    preflight: preflight.check,
    pause: pauses.pause,
    recovered: () => session.ready(timing.lostMs),
    restarted: () => restarted(session, timing, pauses.pause),
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
    markless: true,
    desired: (service, site) => desired(service, site, system),
    observe: (resources) => oneAtATime(async () => observed(await client.read(), resources)),
    refusals: (changes) => oneAtATime(() => preflight.refusals(changes)),

    async apply(given, report) {
      const changes = new Map(given.map((change) => [canonical(change), change]));
      const wanted = new Map([...changes.keys()].map(({ key, after }) => [key, after]));
      const { failed, lists } = await oneAtATime(() => write(writing, wanted));
      const names = held(lists);
      const written = [...changes.keys()].filter(({ key }) => !failed.has(key));
      const results = dns === null ? null : await confirm({ dns, timing, pause: pauses.pause }, written, names);
      for (const [change, original] of changes) {
        const error = failed.get(change.key);
        const result = error ? undone(error, change, names) : (results?.get(change.key) ?? stored(change, names));
        report(original, result);
      }
    },

    close() {
      closing ??= logOut().finally(() => (closing = null));
      return closing;
    },
  };
}

const canonical = ({ key, before, after, ...rest }: Change<DnsSpec>): Change<DnsSpec> => ({
  ...rest,
  key: canonicalName(key),
  before: before && canonicalSpec(before),
  after: after && canonicalSpec(after),
});

/** Of what could not be written. When others kept writing and the last look shows that nothing of ours stands, there is nothing to take back. */
const undone = (error: HlError, { key, before }: Change<DnsSpec>, names: ReadonlyMap<string, DnsSpec>): Result =>
  error.code === 'HL_PIHOLE_MOVING' && equal(names.get(key) ?? null, before) ? asResult(error) : unsettled(error);
