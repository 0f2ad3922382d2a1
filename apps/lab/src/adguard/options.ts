/** What the world outside says of a name. */
export interface Zone {
  readonly [name: string]: { readonly addresses: readonly string[]; readonly ttl: number };
}

/** One DNS rewrite, as the API shows it; `enabled` since v0.107.68. */
export interface Rewrite {
  readonly domain: string;
  /** IPv4 or IPv6 address, another name, or `A` or `AAAA`: ask upstream for that family. */
  readonly answer: string;
  readonly enabled?: boolean;
}

export interface AdguardEmulatorOptions {
  /** Loopback address of the API and of the DNS server. */
  readonly address?: string;
  /** Without it nobody has to log in. */
  readonly user?: { readonly name: string; readonly password: string };
  /** `0.107.60` answers 403 to who is not let in and knows no `enabled`; `0.107.79` answers 401 and counts wrong passwords of every request. */
  readonly version?: '0.107.60' | '0.107.79';
  readonly rewrites?: readonly Rewrite[];
  /** The switch above the list. */
  readonly rewritesEnabled?: boolean;
  /** What becomes of names that no rewrite matches: a zone answers NXDOMAIN for all else; `silent` never answers. Default: an empty zone. */
  readonly upstream?: Zone | 'silent';
  /** Milliseconds that a write takes. Default 0. */
  readonly writeMs?: number;
  /** DNS queries a second after which a client gets no answer; AdGuard Home's own default is 20. Default: no limit. */
  readonly rateLimit?: number;
  /** Default: the real one. */
  readonly now?: () => number;
}
