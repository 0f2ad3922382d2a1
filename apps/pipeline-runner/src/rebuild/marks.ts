import { posix } from 'node:path';
import { HlError } from '@hl/core';
import type { ErrorReport, Service, TraefikSite } from '@hl/core';
import type { Fleet } from '../fleet.js';
import type { Systems } from '../systems.js';

/** A service that a host shows to be ours. */
export interface Mark {
  readonly host: string;
  readonly service: string;
  /** Path of its directory, or of its route; empty: only containers are left. */
  readonly place: string;
  /** That it was deployed from, when that was written down. */
  readonly commit: string | null;
}

/**
 * Arguments: directories where a definition says that its service lives. Prints `<directory><tab><manifest>` for each place that
 * holds a manifest of ours, there, where the containers say and below `/opt`; and `<tab><service>` for each container (or stack) with
 * our label.
 */
const script = `
tab=$(printf '\\t')
labels() {
  docker ps --all --filter label=hl.service --format '{{.Label "com.docker.compose.project.working_dir"}}'"$tab"'{{.Label "hl.service"}}'
  ids=$(docker service ls --quiet --filter label=hl.service) && [ -n "$ids" ] &&
    docker service inspect --format '{{index .Spec.Labels "hl.directory"}}'"$tab"'{{index .Spec.Labels "hl.service"}}' $ids
}
marked=$(labels 2> /dev/null)
{
  printf '%s\\n' "$marked" | cut -d "$tab" -f 1
  for manifest in /opt/*/.hl/manifest.json; do printf '%s\\n' "\${manifest%/.hl/manifest.json}"; done
  for path in "$@"; do printf '%s\\n' "$path"; done
} | sort -u | while IFS= read -r path; do
  if [ -f "$path/.hl/manifest.json" ]; then printf '%s\\t%s\\n' "$path" "$(cat "$path/.hl/manifest.json")"; fi
done
printf '%s\\n' "$marked" | cut -d "$tab" -f 2 | sort -u | while IFS= read -r name; do
  if [ -n "$name" ]; then printf '\\t%s\\n' "$name"; fi
done
`;

/** All that the hosts show, and the hosts that could not be asked. Reads only. `services` say where else to look. */
export async function marksOn(
  fleet: Fleet,
  hosts: readonly string[],
  services: readonly Service[],
): Promise<{ marks: Mark[]; failures: { host: string; error: ErrorReport }[] }> {
  const answers = await Promise.all(
    hosts.map(async (host) => {
      try {
        const places = services.filter((service) => service.host === host).map(({ deployment }) => deployment.installPath);
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

/** Routes with our header, where each has a file of its own. What cannot be read is told by who judges it. */
export async function routesOf(systems: Systems, site: TraefikSite | null): Promise<Mark[]> {
  const instance = systems.instances.find(({ system }) => system === 'traefik');
  if (instance === undefined || site?.layout !== 'directory') return [];
  try {
    const files = await systems.remote(site.host).list(site.directory);
    const names = files.filter((file) => file.endsWith('.yml')).map((file) => file.slice(0, -4));
    const observed = await instance.integration.observe(
      names.map((key) => ({ system: instance.integration.system, key, service: key, spec: {} })),
    );
    return names
      .filter((name) => observed.get(name)?.ours)
      .map((service) => ({ host: site.host, service, place: posix.join(site.directory, `${service}.yml`), commit: null }));
  } catch {
    return [];
  }
}
