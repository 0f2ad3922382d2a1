import type { Secret } from '@hl/core';
import type { DnsTiming, Nameserver } from '@hl/core/dns';

export interface AdguardOptions {
  /** Of the web interface: `http(s)://host[:port]`. */
  readonly url: string;
  /** Name and password are empty, the default, for an AdGuard Home without users. */
  readonly username?: string;
  readonly password?: string | Secret;
  /** Its DNS server, asked after each write; `null` (the default): not asked. */
  readonly dns?: Nameserver | null;
  /** Default `adguard`; several AdGuard Homes need names of their own. */
  readonly system?: string;
  /** PEM of the CA to trust besides the public ones. */
  readonly ca?: string;
  /** Do not check the certificate at all. */
  readonly insecure?: boolean;
  /** Used instead of the built-in one; `ca` and `insecure` are then its business. */
  readonly fetch?: typeof globalThis.fetch;
  readonly timing?: Partial<Timing>;
}

/** How long things may take, in milliseconds. */
export interface Timing extends DnsTiming {
  /** One HTTP request, its answer included. */
  readonly requestMs: number;
}

export const defaultTiming: Timing = { requestMs: 10_000, settleMs: 0, dnsMs: 5_000, cnameDnsMs: 5_000, pollMs: 200 };
