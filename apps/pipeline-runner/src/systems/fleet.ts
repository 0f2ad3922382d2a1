import type { Remote, Site } from '@hl/core';
import type { Ledger } from '@hl/core/state';
import type { SshLookup } from '@hl/schema';
import type { HostKey } from '@hl/ssh';
import { readSshConfig } from '@hl/ssh/config';
import type { Environment } from '../environment.js';
import { given } from '../given.js';

/** The hosts, one connection each for the whole command, and the ledger on one of them. */
export interface Fleet {
  remote(host: string): Remote;
  readonly ledger: Ledger | null;
  /** Keys that a host shows, without logging in. */
  hostKeys(host: string): Promise<HostKey[]>;
  close(): Promise<void>;
}

export async function openFleet(site: Site, environment: Environment): Promise<Fleet> {
  const [{ sshFleet }, { ledger, remoteStore }] = await Promise.all([import('@hl/ssh'), import('@hl/core/state')]);
  const { home, sshKeyFile, sshPassphrase, sshAgent } = environment;
  const fleet = sshFleet({
    hosts: { ...site.jumps, ...site.hosts },
    home,
    knownHosts: knownHostsOf(environment),
    ...given({ keyFile: sshKeyFile, passphrase: sshPassphrase?.reveal(), agentSocket: sshAgent }),
  });
  return {
    remote: (host) => fleet.remote(host),
    ledger: site.ledger === null ? null : ledger(remoteStore(fleet.remote(site.ledger.host), site.ledger.directory)),
    hostKeys: (host) => fleet.hostKeys(host),
    close: () => fleet.close(),
  };
}

/** Where the keys of hosts are looked up and recorded, unless a host has a file of its own. */
export const knownHostsOf = ({ home, knownHosts }: Pick<Environment, 'home' | 'knownHosts'>): string =>
  knownHosts ?? `${home}/.ssh/known_hosts`;

/** What ssh's configuration on this machine says of a name, less what the run was given: that comes first, as on ssh's command line. */
export function sshLookup({ sshConfig, home, sshKeyFile, knownHosts }: Environment): SshLookup {
  if (sshConfig === null) return () => ({});
  const { lookup } = readSshConfig(home, sshConfig);
  return (name) => {
    const { identityFiles, userKnownHostsFile, ...rest } = lookup(name);
    return {
      ...rest,
      ...(sshKeyFile === undefined && identityFiles && { identityFiles }),
      ...(knownHosts === undefined && userKnownHostsFile !== undefined && { userKnownHostsFile }),
    };
  };
}
