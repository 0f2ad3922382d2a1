import { posix } from 'node:path';
import type { System } from '../system.js';

/** Routes. */
export const traefik: System = {
  name: 'traefik',
  job: 'traefik',
  breaks: 2,
  secrets: ({ traefik: site }) => (site?.apiCredentials ? [site.apiCredentials] : []),
  outside: async ({ traefik: site }) => {
    if (site === null) return {};
    const { addresses, httpPort, httpsPort } = site;
    return {
      proxy: { name: 'Traefik', address: addresses[0] ?? null, httpPort, httpsPort, entrypoints: { web: httpPort, websecure: httpsPort } },
    };
  },
  /** Routes with our header, where each has a file of its own. What cannot be read is reported by who compares it. */
  async marks({ traefik: site }, integration, remote) {
    if (site?.layout !== 'directory') return [];
    try {
      const files = await remote(site.host).list(site.directory);
      const names = files.filter((file) => file.endsWith('.yml')).map((file) => file.slice(0, -4));
      const observed = await integration.observe(names.map((key) => ({ system: integration.system, key, service: key, spec: {} })));
      return names
        .filter((name) => observed.get(name)?.ours)
        .map((service) => ({ host: site.host, service, place: posix.join(site.directory, `${service}.yml`), commit: null }));
    } catch {
      return [];
    }
  },
  endpoints: ({ traefik: site, authentik }) =>
    site === null
      ? []
      : [
          {
            label: 'traefik',
            always: true,
            concerns: ({ traefik: route }) => route !== null,
            owns: ({ system }) => system === 'traefik',
            async open(opening) {
              const { traefik } = await import('@hl/traefik');
              return traefik({
                remote: opening.remote(site.host),
                site,
                outpostUrl: authentik?.outpostUrl ?? null,
                ...(site.apiCredentials === null
                  ? {}
                  : { apiCredentials: opening.need(site.apiCredentials, "user:password of Traefik's API") }),
              });
            },
          },
        ],
};
