import { equal } from '@hl/core';
import type { Integration, Observed } from '@hl/core';
import { canonicalAddress, unmapped } from './address.js';
import { client as createClient } from './client.js';
import { confirm, stored, unsettled } from './confirm.js';
import { desired } from './desired.js';
import type { DnsSpec } from './desired.js';
import { canonicalName } from './name.js';
import type { PiholeOptions } from './options.js';
import { createPauses } from './pauses.js';
import { preflight as createPreflight } from './preflight.js';
import { held, reached } from './records.js';
import type { Lists } from './records.js';
import { restarted } from './restarted.js';
import { serial } from './serial.js';
import { dnsServer } from './served.js';
import { session as createSession } from './session.js';
import { defaultTiming } from './timing.js';
import { tlsFetch } from './tls.js';
import { transport } from './transport.js';
import { product, turn } from './turn.js';
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
 * _READ_ONLY, _BAD_LINE, _REFUSED, _REDIRECT, _NOT_API, _TLS, _UNKNOWN, _NOT_SERVED), `unreachable` (HL_PIHOLE_UNREACHABLE, _TIMEOUT,
 * _SERVER, _GARBLED, _BUSY, _TURN, _DNS, _CLOSED), `conflict` (HL_PIHOLE_OVERWRITTEN), `input` (HL_PIHOLE_NAME, _ADDRESS)
 *
 * Source: https://docs.pi-hole.net/api/, https://docs.pi-hole.net/ftldns/configfile/
 */
export function pihole(options: PiholeOptions): Pihole {
  const { password, dns = null, owned, system = 'pihole', ca, servername, insecure } = options;
  const base = apiUrl(options.url);
  const timing = { ...defaultTiming, ...options.timing };
  const special = ca !== undefined || servername !== undefined || insecure === true;
  const fetch = options.fetch ?? (special && base.startsWith('https:') ? tlsFetch({ ca, servername, insecure }) : globalThis.fetch);
  const userAgent = `${product}0.1 (${crypto.randomUUID().slice(0, 8)})`;
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
  const preflight = createPreflight(client, base, () => turn(session, base, timing, pauses.pause));
  const oneAtATime = serial();
  const ask = dns === null ? null : dnsServer(dns);
  const traefik = new Set(options.addresses?.map((address) => unmapped(canonicalAddress(address) ?? address)));
  /** What this very instance wrote, or may have when the answer was lost, is ours: the ledger was read before. */
  const attempted = new Map<string, DnsSpec>();
  let seen: Lists | null = null;
  let closing: Promise<void> | null = null;

  const ours = (name: string, spec: DnsSpec, names: ReadonlyMap<string, DnsSpec>): boolean => {
    if (equal(attempted.get(name), spec)) return true;
    const said = owned?.(name);
    if (said !== undefined) return said;
    const addresses = [...spec.addresses, ...reached(spec, names)];
    return reached(spec, names).length > 0 && addresses.every((address) => traefik.has(unmapped(address)));
  };

  const observe: Pihole['observe'] = (resources) =>
    oneAtATime(async () => {
      const keys = new Set(resources.map(({ key }) => key));
      seen = await client.read();
      const names = held(seen);
      const found = new Map<string, Observed<DnsSpec>>();
      for (const key of keys) {
        const spec = names.get(canonicalName(key));
        if (spec) found.set(key, { spec, ours: ours(canonicalName(key), spec, names) });
      }
      return found;
    });

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
      for (const [name, after] of wanted) if (after !== null) attempted.set(name, after);
      const { failed, lists } = await oneAtATime(() =>
        write(
          {
            client,
            preflight: preflight.check,
            recovered: () => session.ready(timing.lostMs),
            settled: () => pauses.pause(timing.pollMs),
            restarted: () => restarted(session, timing, pauses.pause),
          },
          wanted,
          seen,
        ),
      );
      const names = held(lists);
      const written = changes.filter(({ key }) => !failed.has(canonicalName(key)));
      const results = ask === null ? null : await confirm({ ask, timing, pause: pauses.pause }, written, names);
      for (const change of changes) {
        const error = failed.get(canonicalName(change.key));
        report(change, error ? unsettled(error) : (results?.get(change.key) ?? stored(change, names)));
      }
    },

    close() {
      closing ??= logOut().finally(() => (closing = null));
      return closing;
    },
  };
}
