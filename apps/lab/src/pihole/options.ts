export type Profile = '6.0' | '6.4' | '6.7.1';

export interface PiholeEmulatorOptions {
  /** Loopback address of the API and of the DNS server. */
  readonly address?: string;
  /** Empty: Pi-hole without a password. */
  readonly password?: string;
  readonly profile?: Profile;
  readonly hosts?: readonly string[];
  readonly cnameRecords?: readonly string[];
  /** Record what a careful client never does in `violations`. */
  readonly strict?: boolean;
  /** FTLCONF_dns_hosts and FTLCONF_dns_cnameRecords are set. */
  readonly envForced?: boolean;
  /** misc.readOnly */
  readonly readOnly?: boolean;
  readonly appPassword?: string;
  /** webserver.api.app_sudo */
  readonly appSudo?: boolean;
  readonly cliPassword?: string;
  /** Second factor on; this is the code that counts just now. */
  readonly totp?: number;
  /** Milliseconds that the API and DNS are away for a restart. Default 800. */
  readonly restartMs?: number;
  /** Default 16. */
  readonly maxSessions?: number;
  /** Seconds. Default 1800. */
  readonly sessionTimeout?: number;
  /** Milliseconds that a config write takes. Default 3. */
  readonly writeMs?: number;
  /** Milliseconds until DNS serves what was written to the hosts. Default 0. */
  readonly liveMs?: number;
  /** What becomes of names that are not ours: `none` refuses (no upstream), `nxdomain` answers so, and is cached. Default `none`. */
  readonly upstream?: 'none' | 'nxdomain';
  /** Also serve https, with a certificate for `pi.hole` only, from a CA of its own. */
  readonly tls?: boolean;
  /** DNS queries a minute after which a client is refused. Default: no limit; Pi-hole's is 1000. */
  readonly rateLimit?: number;
}
