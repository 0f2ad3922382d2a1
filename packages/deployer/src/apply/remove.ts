import { quote } from '@hl/core';
import type { Change } from '@hl/core';
import { dockerTrouble } from '../client/docker-error.js';
import type { Host } from './target.js';
import type { ComposeSpec } from '../spec.js';
import { headerOf } from '../spec.js';
import { cleanScript } from '../client/write-scripts.js';

/**
 * Takes a service down and deletes what we wrote. Named volumes and data in host directories stay.
 *
 * @returns notes on what was kept
 */
export async function remove({ remote, kind }: Pick<Host, 'remote' | 'kind'>, { service, before }: Change<ComposeSpec>): Promise<string[]> {
  const project = before?.project ?? service;
  const paths = [...new Set([before?.installPath || `/opt/${service}`, ...(before?.leftovers ?? [])])];
  const volumes = quote(['docker', 'volume', 'ls', '--quiet', '--filter', `label=${kind.projectLabel}=${project}`]);
  const text = [
    // Nothing ran of what was cut off while it was staged.
    ...(project === '' ? [] : [`${kind.down(project)} >&2 || exit 1`, `${volumes} | sed 's/^/volume /' || :`]),
    ...paths.map(
      (path) =>
        `sh -c ${quote([cleanScript])} sh ${quote([path, headerOf(before)])} | sed ${quote([`s|^|${path.replaceAll('|', '\\|')}/|`])} || exit 1`,
    ),
  ].join('\n');
  const { code, stdout, stderr } = await remote.run(['sh', '-c', text], { accept: 'any', timeoutMs: 600_000 });
  if (code !== 0) throw dockerTrouble(remote.name, stderr, { what: `${kind.downName} ended with ${code}` });
  const kept = stdout.split('\n').filter((line) => line !== '');
  return kept.length === 0 ? [] : [`kept: ${kept.join(', ')}`];
}
