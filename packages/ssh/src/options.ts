import type { Host } from '@hl/core';

export interface Keepalive {
  /** Milliseconds between looks. Default 2 000. */
  readonly intervalMs: number;
  /** Looks in a row without a single byte from the host before the connection counts as lost. Default 3. */
  readonly misses: number;
}

export interface FleetOptions {
  /** By name; what a host does not say is as `hostDefaults` of @hl/core: port 22, user root, … */
  readonly hosts: { readonly [name: string]: Partial<Host> };
  /** Path of the run's default private key; a host's own wins. `~/` is the home directory. */
  readonly keyFile?: string;
  /** Of encrypted key files. */
  readonly passphrase?: string;
  /** Home directory: with neither a key for the run nor one of its own, a host gets the first of `.ssh/id_ed25519`, `id_ecdsa` and `id_rsa` that can be used. Default: of this user. */
  readonly home?: string;
  /** Socket of an SSH agent (SSH_AUTH_SOCK), for hosts with `agent: true` and for those to which no key was given. */
  readonly agentSocket?: string;
  /** Path of the default known_hosts file. */
  readonly knownHosts?: string;
  /** Default: a look every 2 000 ms, lost after 3 without a byte. */
  readonly keepalive?: Keepalive;
  /** Milliseconds before the second try to connect; doubled before each later one. Default 500. */
  readonly retryMs?: number;
}
