import { isRecord } from '@hl/core';
import type { Service, Site } from '@hl/core';
import type { Path } from '../diagnostic.js';

/** A name that only one service may have. */
export interface Claim {
  readonly rule: string;
  /** Two claims are rivals when rule and name are the same. */
  readonly name: string;
  readonly path: Path;
  /** What it is to the file that had it first. */
  readonly message: string;
  readonly hint: string;
}

/** The machine a service runs on: two names of one address are one machine. */
export function machine({ host }: Service, { hosts }: Site): string {
  const found = hosts[host];
  return found ? `${found.kind === 'local' ? 'local' : found.address}:${found.port}` : host;
}

export function claimsOf(service: Service, site: Site): Claim[] {
  const { name, host, deployment, traefik, dns, authentik, glance } = service;
  const here = machine(service, site);
  const claim = (rule: string, name: string, path: Path, message: string, hint: string): Claim => ({ rule, name, path, message, hint });
  const directory = deployment.installPath;
  // With rules of their own, several services may share a host name.
  const hosts = traefik && traefik.rule === null ? traefik.hosts : [];
  const records = dns ? [dns.hostname, ...dns.aliases] : [];
  const nameHint = 'Give one of them another name.';
  const pathHint = 'Give each service a directory of its own.';
  const containerHint = 'Give one of the containers another container_name.';
  const hostHint = 'Give one of them another subdomain, or rules with different paths.';
  const recordHint = 'Let one of them own the record, and say dns: { enabled: false } in the other.';
  const tileHint = 'Give one of them another glance.url, or disable its glance section.';
  return [
    claim('same-name', name, ['service', 'name'], `${name} is the name of`, nameHint),
    claim(
      'same-install-path',
      `${here} ${directory}`,
      ['deployment', 'install_path'],
      `${directory} on ${host} is the install path of`,
      pathHint,
    ),
    ...containerNames(service).map(([called, path]) =>
      claim('same-container', `${here} ${called}`, path, `${called} on ${host} is the name of a container of`, containerHint),
    ),
    ...hosts.map((one) => claim('same-host-name', one, ['traefik', 'subdomain'], `${one} is the host name of`, hostHint)),
    ...records.map((one, index) =>
      claim('same-record', one, ['dns', index === 0 ? 'hostname' : 'aliases'], `${one} is a DNS record of`, recordHint),
    ),
    ...(authentik ? [authentik.slug] : []).map((slug) =>
      claim('same-slug', slug, ['authentik', 'slug'], `${slug} is the Authentik slug of`, 'Give one of them another authentik.slug.'),
    ),
    ...(glance ? [glance.url] : []).map((url) =>
      claim('same-tile', url.replace(/\/+$/, ''), ['glance', 'url'], `${url} is the tile of`, tileHint),
    ),
  ];
}

/** The main container is called as the service; compose names the others so that they differ, unless told a name. */
function containerNames({ name, deployment: { services, compose } }: Service): [string, Path][] {
  const places: [Path, unknown][] = [
    [['deployment'], { compose }],
    [['deployment', 'compose', 'services'], compose['services']],
    [['deployment', 'services'], services],
  ];
  const named = places.flatMap(([path, map]) =>
    Object.entries(isRecord(map) ? map : {}).flatMap(([key, container]): [string, Path][] => {
      const called = isRecord(container) ? container['container_name'] : undefined;
      return typeof called === 'string' ? [[called, [...path, key, 'container_name']]] : [];
    }),
  );
  return [[name, ['service', 'name']], ...named];
}
