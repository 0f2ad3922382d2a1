import type { Secret } from '@hl/core';
import type { Nameserver } from '@hl/core/dns';
import type { Timing } from './timing.js';

export interface PiholeOptions {
  /** `http(s)://host[:port]`, with or without `/api`. */
  readonly url: string;
  /** Of the web interface, or an app password; empty for a Pi-hole without one. */
  readonly password: string | Secret;
  /** Its DNS server, asked after each write; `null` (the default): not asked. */
  readonly dns?: Nameserver | null;
  /** Called once before a long wait, with its reason: somebody else writes the records. */
  readonly onWait?: (why: string) => void;
  /** Default `pihole`; several Pi-holes need names of their own. */
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
