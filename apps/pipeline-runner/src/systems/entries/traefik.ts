import { posix } from 'node:path';
import type { Integration, Remote, TraefikSite } from '@hl/core';
import type { About, TraefikOptions } from '@hl/traefik';
import { atLeast, fail, pass, warn, type Finding } from '../finding.js';
import type { Closable, Examining, System } from '../system.js';

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
    if (site === null) return [];
    const names = await marked(site, integration, remote).catch(() => []);
    return names.map((service) => ({ host: site.host, service, place: posix.join(site.directory, `${service}.yml`), commit: null }));
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
            owned: async ({ remote }, integration) =>
              (await marked(site, integration, remote)).map((key) => ({ system: 'traefik', key, service: key, spec: {} })),
            open: async (opening) =>
              (await import('@hl/traefik')).traefik({ ...optionsFor(site, opening), outpostUrl: authentik?.outpostUrl ?? null }),
            async examine(about, integration) {
              const found = await (await import('@hl/traefik')).about(optionsFor(site, about));
              if (found === null)
                return [warn('version', 'cannot be asked: hl.yml names no traefik.api', 'With it, routes are read back.')];
              return [...program(found), ...(await directory(site, about.remote(site.host), integration))];
            },
          },
        ],
};

/** Names of the files with our header. */
async function marked(site: TraefikSite, integration: Integration, remote: (host: string) => Remote): Promise<string[]> {
  if (site.layout !== 'directory') return [];
  const files = await remote(site.host).list(site.directory);
  const names = files.filter((file) => file.endsWith('.yml')).map((file) => file.slice(0, -4));
  const observed = await integration.observe(names.map((key) => ({ system: integration.system, key, service: key, spec: {} })));
  return names.filter((name) => observed.get(name)?.ours);
}

const optionsFor = (site: TraefikSite, { remote, need }: Pick<Examining, 'remote' | 'need'>): TraefikOptions => ({
  remote: remote(site.host),
  site,
  ...(site.apiCredentials === null ? {} : { apiCredentials: need(site.apiCredentials, "user:password of Traefik's API") }),
});

const program = ({ version, providers }: About): Finding[] => [
  atLeast('version', version ?? '', [3, 0], 'Update Traefik to version 3.'),
  ...(providers === null || providers.includes('file')
    ? []
    : [fail('file provider', 'refused', 'it is not switched on', 'Set providers.file.directory in the static configuration of Traefik.')]),
];

/** Whether Traefik serves what lies in the directory. Without a file there, nothing tells. */
async function directory(site: TraefikSite, remote: Remote, integration: Closable): Promise<Finding[]> {
  if (site.layout !== 'directory') return [];
  const names = (await remote.list(site.directory)).filter((file) => file.endsWith('.yml')).map((file) => file.slice(0, -4));
  const observed = await integration.observe(names.map((key) => ({ system: integration.system, key, service: key, spec: {} })));
  const live = [...observed.values()].filter(({ spec }) => (spec as { live?: unknown }).live === true).length;
  if (observed.size === 0) return [];
  if (live > 0) return [pass('directory', `serves ${live} of ${observed.size} files of ${site.directory}`)];
  const hint = 'Compare providers.file.directory, and what is mounted there into its container, with traefik.directory in hl.yml.';
  return [fail('directory', 'input', `serves nothing of what lies in ${site.directory}: it reads another directory`, hint)];
}
