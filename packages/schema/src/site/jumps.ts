import type { Host } from '@hl/core';

/** What the ssh of this machine takes from its own configuration for a name as it is written. What it does not say is absent. */
export interface SshAnswer {
  readonly hostName?: string;
  readonly user?: string;
  readonly port?: number;
  readonly identityFiles?: readonly string[];
  /** As ssh writes it: `gate`, `ops@gate:2222`, or several with commas. */
  readonly proxyJump?: string;
  readonly proxyCommand?: string;
  readonly userKnownHostsFile?: string;
}

export type SshLookup = (name: string) => SshAnswer;

export interface Hop {
  readonly address: string;
  readonly user?: string;
  readonly port?: number;
}

export interface Jumps {
  /** Hosts that only ssh's configuration names, by what it writes. */
  readonly hosts: { readonly [name: string]: Host };
  /** The last hop of a ProxyJump; null: reached directly. `from`: who wants it, as written. */
  through(list: string | undefined, from: readonly string[]): string | null;
}

/**
 * The ways that ssh's configuration knows.
 *
 * @param known the host of hl.yml that is meant by a name
 * @param make a host of a hop that is none
 */
export function jumpsBy(ssh: SshLookup, known: (name: string) => string | undefined, make: (hop: Hop, jump: string | null) => Host): Jumps {
  const hosts: Record<string, Host> = {};
  const through: Jumps['through'] = (list = '', from) =>
    list.split(',').reduce<string | null>((via, written) => {
      const text = written.trim().replace(/^ssh:\/\//, '');
      const { user, address = '', port } = /^(?:(?<user>.*)@)?(?<address>\[.*\]|[^:]*)(?::(?<port>\d+))?$/.exec(text)?.groups ?? {};
      if (address === '' || from.includes(address)) return via; // under `Host *` a gate is told to jump through itself, too
      const host = text === address && via === null ? known(address) : undefined;
      if (host !== undefined) return host;
      const name = via === null ? text : `${via},${text}`;
      const own = ssh(address);
      hosts[name] ??= make(
        { address, ...one('user', user ?? own.user), port: Number(port ?? own.port ?? 22) },
        via ?? through(own.proxyJump, [...from, address]),
      );
      return name;
    }, null);
  return { hosts, through };
}

const one = (name: 'user', value: string | undefined): { user?: string } => (value === undefined ? {} : { [name]: value });
