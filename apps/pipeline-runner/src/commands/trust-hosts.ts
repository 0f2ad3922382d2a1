import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { HlError, type Host, type Site } from '@hl/core';
import { trustHost, type HostKey } from '@hl/ssh';
import type { Context } from '../context.js';
import { knownHostsOf } from '../systems/fleet.js';

/** Records a host's keys in known_hosts, where they are looked up, after showing their fingerprints. */
export async function trustHosts(context: Context, names: readonly string[]): Promise<{ code: number }> {
  const fleet = await context.fleet();
  const { site, environment, print } = context;
  const trusted: Record<string, unknown> = {};
  const hosts = { ...site.jumps, ...site.hosts };
  for (const name of names.length > 0 ? names : nearFirst(hosts)) {
    const host = hosts[name];
    if (!host)
      throw new HlError('HL_HOST', `${name} is not a host of ${context.configPath}`, {
        kind: 'input',
        hint: `It has ${Object.keys(hosts).join(', ')}.`,
      });
    const keys = await fleet.hostKeys(name);
    const file = host.knownHosts ?? knownHostsOf(environment);
    recordKeys(file, name, host, keys);
    for (const { type, fingerprint } of keys) print.text(`${name} (${host.address}:${host.port}) ${type} ${fingerprint}`);
    trusted[name] = keys;
    print.step(`${name}: recorded in ${file}; compare the fingerprints with the host's own`);
  }
  print.data(trusted);
  return { code: 0 };
}

/** @throws HlError HL_KNOWN_HOSTS */
export function recordKeys(file: string, name: string, { address, port }: Pick<Host, 'address' | 'port'>, keys: readonly HostKey[]): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, trustHost(readOr(file), address, port, keys), { mode: 0o600 });
  } catch (cause) {
    throw new HlError('HL_KNOWN_HOSTS', `${file} cannot be written: ${(cause as Error).message}`, {
      kind: 'input',
      hint: `Name a file that can be with SSH_KNOWN_HOSTS, or with known_hosts of ${name} in hl.yml.`,
      cause,
    });
  }
}

/** A host shows its keys by way of those that it is reached through: theirs come first. */
function nearFirst(hosts: Site['hosts']): string[] {
  const order = new Set<string>();
  const add = (name: string): void => {
    const host = hosts[name];
    if (!host || host.kind === 'local' || order.has(name)) return;
    if (host.jump !== null && host.jump !== name) add(host.jump);
    order.add(name);
  };
  Object.keys(hosts).forEach(add);
  return [...order];
}

const readOr = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
