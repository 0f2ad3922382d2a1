import { readFileSync, writeFileSync } from 'node:fs';
import { HlError } from '@hl/core';
import type { Context } from '../context.js';

/** Records a host's keys in known_hosts after showing their fingerprints. */
export async function trustHosts(context: Context, names: readonly string[]): Promise<{ code: number }> {
  const { trustHost } = await import('@hl/ssh');
  const fleet = await context.fleet();
  const { site, environment, print } = context;
  const trusted: Record<string, unknown> = {};
  const path = environment.knownHosts ?? `${context.cwd}/known_hosts`;
  for (const name of names.length > 0 ? names : Object.keys(site.hosts)) {
    const host = site.hosts[name];
    if (!host)
      throw new HlError('HL_HOST', `${name} is not a host of ${context.configPath}`, {
        kind: 'input',
        hint: `It has ${Object.keys(site.hosts).join(', ')}.`,
      });
    const keys = await fleet.hostKeys(name);
    const file = host.knownHosts ?? path;
    try {
      writeFileSync(file, trustHost(readOr(file), host.address, host.port, keys));
    } catch (cause) {
      throw new HlError('HL_KNOWN_HOSTS', `${file} cannot be written: ${(cause as Error).message}`, {
        kind: 'input',
        hint: `Name a file that can be with SSH_KNOWN_HOSTS, or with known_hosts of ${name} in ${context.configPath}.`,
        cause,
      });
    }
    for (const { type, fingerprint } of keys) print.text(`${name} (${host.address}:${host.port}) ${type} ${fingerprint}`);
    trusted[name] = keys;
    print.step(`${name}: recorded in ${file}; compare the fingerprints with the host's own`);
  }
  print.data(trusted);
  return { code: 0 };
}

const readOr = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
