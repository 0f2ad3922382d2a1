import type { Service, Site } from '@hl/core';
import { absenceChecksFor as absent } from '../src/checks/absent.js';
import type { Check } from '../src/checks/check.js';
import type { Outside } from '../src/checks/outside.js';
import { checksFor as present } from '../src/checks/present.js';

const hints = {
  unblock: (name: string) => `Allow ${name} in that Pi-hole under Domains.`,
  keepLocal: (name: string) => `add local=/${name}/ to misc.dnsmasq_lines of that Pi-hole`,
};

/** What answers from outside in a site of these systems. */
export function outside({ hosts, dns, traefik, authentik }: Site): Outside {
  const [address = null] = traefik?.addresses ?? [];
  return {
    hosts,
    dns: Object.values(dns).flatMap(({ instances }) => instances.map((one) => ({ name: 'Pi-hole', ...hints, ...one.dns }))),
    proxy: traefik && {
      name: 'Traefik',
      address,
      httpPort: traefik.httpPort,
      httpsPort: traefik.httpsPort,
      entrypoints: { web: traefik.httpPort, websecure: traefik.httpsPort },
    },
    login: authentik && { name: 'Authentik', url: `${authentik.browserUrl}/application/o/authorize/`, outpost: authentik.outpost },
  };
}

/** The checks of a service in a site of these systems. */
export const checksFor = (service: Service, site: Site): Check[] => present(service, outside(site));
export const absenceChecksFor = (service: Service, site: Site): Check[] => absent(service, outside(site));
