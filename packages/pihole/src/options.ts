import type { Secret } from '@hl/core';
import type { DnsServer } from './served.js';
import type { Timing } from './timing.js';

export interface PiholeOptions {
  /** `http(s)://host[:port]`, with or without `/api`. */
  readonly url: string;
  /** Of the web interface, or an app password; empty for a Pi-hole without one. */
  readonly password: string | Secret;
  /** Its DNS server, asked after each write; `null` (the default): not asked. */
  readonly dns?: DnsServer | null;
  /**
   * Whether the ledger says that this host name is ours; `undefined` when it knows nothing about it. Then a name is ours
   * when all its addresses are in `addresses`.
   */
  readonly owned?: (hostname: string) => boolean | undefined;
  /** Traefik's, IPv4 or IPv6. */
  readonly addresses?: readonly string[];
  /** Default `pihole`; a second Pi-hole needs another name, e.g. `pihole@192.168.1.3`. */
  readonly system?: string;
  /** PEM of the CA to trust besides the public ones. */
  readonly ca?: string;
  /** Name to check the certificate against; by default that of the URL or, with a `ca`, `pi.hole`, which Pi-hole's own is for. */
  readonly servername?: string;
  /** Do not check the certificate at all. */
  readonly insecure?: boolean;
  /** Used instead of the built-in one; `ca`, `servername` and `insecure` are then its business. */
  readonly fetch?: typeof globalThis.fetch;
  readonly timing?: Partial<Timing>;
}
