import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleHost } from '@hl/core/testing';
import { slowLink } from '@hl/lab/link';
import { keyPair, sshHost } from '@hl/lab/ssh';
import { sshFleet } from '@hl/ssh';

/**
 * Puts machines (`name`, `address`, `shell`, and what the caller wants back) behind real SSH, each at its own address, and into `directory` what
 * logs in to them. `roundTripMs`: that far away, by a link that counts; without it, nothing lies between.
 */
export async function behindSsh(directory, machines, roundTripMs) {
  const [key, hostKey] = [keyPair(), keyPair().privateKey];
  const behind = [];
  for (const machine of machines) {
    const { shell, address } = machine;
    const ssh = await sshHost({ shell, address, hostKey, authorizedKeys: [key.publicKey] });
    const link = roundTripMs === undefined ? null : await slowLink({ to: ssh, address, roundTripMs });
    behind.push({ ...machine, ssh, link, port: (link ?? ssh).port });
  }
  const [keyFile, knownHosts] = [join(directory, 'key'), join(directory, 'known_hosts')];
  writeFileSync(keyFile, key.privateKey, { mode: 0o600 });
  const known = ({ address, port, ssh }) => `[${address}]:${port} ${ssh.knownHostsLine.trim().replace(/^\S+ /, '')}\n`;
  writeFileSync(knownHosts, behind.map(known).join(''));
  const hosts = Object.fromEntries(behind.map(({ name, address, port }) => [name, exampleHost({ address, port })]));
  const lines = behind.map(({ name, address, port }) => `  ${name}: { address: ${address}, port: ${port} }\n`);
  return {
    machines: behind,
    hosts,
    files: { keyFile, knownHosts },
    fleet: () => sshFleet({ hosts, keyFile, knownHosts }),
    /** For a process of hl. */
    env: { PATH: process.env.PATH, HOME: directory, SSH_KEY_FILE: keyFile, SSH_KNOWN_HOSTS: knownHosts, SSH_CONFIG_FILE: 'none' },
    siteYml: `domain: example.org\ncategories: [media]\nhosts:\n${lines.join('')}ledger: { host: ${behind[0]?.name} }\n`,
    async close() {
      for (const { ssh, link } of behind) await Promise.all([link?.close(), ssh.close()]);
    },
  };
}
