import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '@hl/core';
import { exampleHost } from '@hl/core/testing';
import { hostShell, keyPair, sshHost } from '@hl/lab/ssh';
import type { SshHost, SshHostOptions } from '@hl/lab/ssh';
import { sshFleet } from '@hl/ssh';
import type { Fleet, FleetOptions } from '@hl/ssh';

export interface Bench {
  readonly directory: string;
  readonly publicKey: string;
  readonly keyFile: string;
  readonly knownHosts: string;
  /** A new emulated host, its key in known_hosts. */
  host(options?: Partial<SshHostOptions>): Promise<SshHost>;
  /** How a site describes it. */
  site(host: SshHost, change?: Partial<Host>): Host;
  /** A fleet over these hosts, closed with the bench. */
  fleet(hosts: Record<string, Host>, options?: Partial<FleetOptions>): Fleet;
  close(): Promise<void>;
}

/** A directory with a key and a known_hosts file, and what is started in it. */
export function bench(): Bench {
  const directory = mkdtempSync(join(tmpdir(), 'hl-ssh-'));
  const [keyFile, knownHosts] = [join(directory, 'key'), join(directory, 'known_hosts')];
  const { privateKey, publicKey } = keyPair();
  writeFileSync(keyFile, privateKey);
  writeFileSync(knownHosts, '');
  const hosts: SshHost[] = [];
  const fleets: Fleet[] = [];
  let count = 0;

  return {
    directory,
    publicKey,
    keyFile,
    knownHosts,
    async host(options = {}) {
      count += 1;
      const started = await sshHost({
        shell: hostShell({ root: join(directory, `host-${count}`) }),
        authorizedKeys: [publicKey],
        ...options,
      });
      writeFileSync(knownHosts, `${started.knownHostsLine}\n`, { flag: 'a' });
      hosts.push(started);
      return started;
    },
    site: ({ address, port }, change = {}) => ({ ...exampleHost(), address, port, user: 'root', connectTimeoutSeconds: 3, ...change }),
    fleet(described, options = {}) {
      const made = sshFleet({
        hosts: described,
        keyFile,
        knownHosts,
        home: directory,
        retryMs: 20,
        keepalive: { intervalMs: 50, misses: 4 },
        ...options,
      });
      fleets.push(made);
      return made;
    },
    async close() {
      await Promise.all(fleets.map((fleet) => fleet.close()));
      await Promise.all(hosts.map((host) => host.close()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
