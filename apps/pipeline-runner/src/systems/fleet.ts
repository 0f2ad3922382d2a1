import type { Remote, Site } from '@hl/core';
import { ledger as openLedger, remoteStore, type Ledger } from '@hl/core/state';
import type { HostKey } from '@hl/ssh';
import type { Environment } from '../environment.js';

/** The hosts, one connection each for the whole command, and the ledger on one of them. */
export interface Fleet {
  remote(host: string): Remote;
  readonly ledger: Ledger | null;
  /** Keys that a host shows, without logging in. */
  hostKeys(host: string): Promise<HostKey[]>;
  close(): Promise<void>;
}

export async function openFleet(site: Site, { sshKeyFile, sshPassphrase, sshAgent, knownHosts }: Environment): Promise<Fleet> {
  const { sshFleet } = await import('@hl/ssh');
  const fleet = sshFleet({
    hosts: site.hosts,
    ...(sshKeyFile === undefined ? {} : { keyFile: sshKeyFile }),
    ...(sshPassphrase === undefined ? {} : { passphrase: sshPassphrase.reveal() }),
    ...(sshAgent === undefined ? {} : { agentSocket: sshAgent }),
    ...(knownHosts === undefined ? {} : { knownHosts }),
  });
  return {
    remote: (host) => fleet.remote(host),
    ledger: site.ledger === null ? null : openLedger(remoteStore(fleet.remote(site.ledger.host), site.ledger.directory)),
    hostKeys: (host) => fleet.hostKeys(host),
    close: () => fleet.close(),
  };
}
