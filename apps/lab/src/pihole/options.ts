export type Profile = '6.0' | '6.4' | '6.7.1';

/** What the world outside says of a name. */
export interface Zone {
  readonly [name: string]: { readonly addresses: readonly string[]; readonly ttl: number };
}

export type Upstream = 'none' | 'nxdomain' | 'silent' | Zone;

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
  /** Milliseconds that the check of a password takes. Default 4; Pi-hole's are 45. */
  readonly loginMs?: number;
  /** Milliseconds that a config write takes. Default 3. */
  readonly writeMs?: number;
  /** Milliseconds until DNS serves what was written to the hosts. Default 0. */
  readonly liveMs?: number;
  /**
   * What becomes of names that are not local: `none` refuses (no upstream), `nxdomain` answers so, and is cached; `silent` never answers;
   * a zone answers with its addresses, which are cached, and NXDOMAIN for all else. Default `none`.
   */
  readonly upstream?: Upstream;
  /** `dns.localise`: the subnet of the interface that questions come in by, e.g. `192.0.2.0/24`. Default: none of a name's addresses lies in it. */
  readonly localise?: string;
  /** Names on a blocklist: answered 0.0.0.0 and `::`, whatever the lists hold. */
  readonly blocked?: readonly string[];
  /** pihole-FTL dies of single lines that two clients write to a list of 500 lines and more, as FTL 6.4.1 does. */
  readonly crashes?: boolean;
  /** Also serve https, with a certificate for `pi.hole` only, from a CA of its own. */
  readonly tls?: boolean;
  /** DNS queries a minute after which a client is refused. Default: no limit; Pi-hole's is 1000. */
  readonly rateLimit?: number;
  /** The clock of logins, sessions and of what DNS remembers; default: the real one. */
  readonly now?: () => number;
}
