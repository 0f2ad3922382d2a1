import { readFileSync } from 'node:fs';
import { HlError, type ErrorReport, type Service } from '@hl/core';
import type { Fleet } from '../systems/fleet.js';
import type { Mark } from '../systems/system.js';

const script = readFileSync(new URL('../../scripts/host-marks.sh', import.meta.url), 'utf8');

/** All that the hosts show, and the hosts that could not be asked. Reads only. `services` say where else to look. */
export async function marksOn(
  fleet: Pick<Fleet, 'remote'>,
  hosts: readonly string[],
  services: readonly Service[],
): Promise<{ marks: Mark[]; failures: { host: string; error: ErrorReport }[] }> {
  const answers = await Promise.all(
    hosts.map(async (host) => {
      try {
        const places = services.flatMap((service) => (service.host === host ? (service.deployment?.installPath ?? []) : []));
        return { marks: parse(host, (await fleet.remote(host).run(['sh', '-c', script, 'sh', ...new Set(places)])).stdout) };
      } catch (error) {
        return { failure: { host, error: HlError.from(error).toJSON() } };
      }
    }),
  );
  return {
    marks: answers.flatMap(({ marks = [] }) => marks),
    failures: answers.flatMap(({ failure }) => failure ?? []),
  };
}

function parse(host: string, stdout: string): Mark[] {
  const rows = stdout.split('\n').map((line) => line.split('\t'));
  const places = rows.flatMap(([place = '', manifest = '']): Mark[] => {
    if (place === '') return [];
    try {
      const { service, commit } = JSON.parse(manifest) as { service: string; commit: string | null };
      return [{ host, service, place, commit }];
    } catch {
      return []; // damaged: its containers tell its name
    }
  });
  const known = new Set(places.map(({ service }) => service));
  const bare = rows.flatMap(([place, service = '']): Mark[] =>
    place === '' && service !== '' && !known.has(service) ? [{ host, service, place, commit: null }] : [],
  );
  return [...places, ...bare];
}
