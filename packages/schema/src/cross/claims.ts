import { isRecord, type Service, type Site } from '@hl/core';
import type { Path } from '../diagnostic.js';

/** A name that only one service may have. */
export interface Claim {
  readonly rule: keyof typeof hints;
  /** Two claims are rivals when rule and name are the same. */
  readonly name: string;
  readonly path: Path;
  /** What it is, before the file that had it first. */
  readonly role: string;
}

/** What to do about two claims of one name. */
export const hints = {
  'same-name': 'Give one of them another name.',
  'same-install-path': 'Give each service a directory of its own.',
  'same-container': 'Give one of the containers another container_name.',
  'same-host-name': 'Give one of them another subdomain, or rules with different paths.',
  'same-record': 'Let one of them own the record, and say dns: { enabled: false } in the other.',
  'same-slug': 'Give one of them another authentik.slug.',
  'same-tile': 'Give one of them another glance.url, or disable its glance section.',
} as const;

/** The machine a service runs on: two names of one address are one machine. */
export function machine({ host }: Service, { hosts }: Site): string {
  const found = hosts[host];
  return found ? `${found.kind === 'local' ? 'local' : found.address}:${found.port}` : host;
}

export function claimsOf(service: Service, site: Site): Claim[] {
  const { host, deployment, traefik, dns, authentik, glance } = service;
  const here = machine(service, site);
  const claims: Claim[] = [];
  const claim = (rule: Claim['rule'], name: string, path: Path, role: string, where = ''): void =>
    void claims.push({ rule, name: where + name, path, role: `${name}${where && ` on ${host}`} is ${role} of` });
  claim('same-name', service.name, ['service', 'name'], 'the name');
  if (deployment) claim('same-install-path', deployment.installPath, ['deployment', 'install_path'], 'the install path', here);
  for (const [name, path] of containerNames(service)) claim('same-container', name, path, 'the name of a container', here);
  // With rules of their own, several services may share a host name.
  if (traefik?.rule === null) for (const name of traefik.hosts) claim('same-host-name', name, ['traefik', 'subdomain'], 'the host name');
  if (dns) claim('same-record', dns.hostname, ['dns', 'hostname'], 'a DNS record');
  for (const name of dns?.aliases ?? []) claim('same-record', name, ['dns', 'aliases'], 'a DNS record');
  if (authentik) claim('same-slug', authentik.slug, ['authentik', 'slug'], 'the Authentik slug');
  if (glance) claim('same-tile', glance.url.replace(/\/+$/, ''), ['glance', 'url'], 'the tile');
  return claims;
}

/** The main container is called as the service; compose names the others so that they differ, unless told a name. */
function containerNames({ name, deployment }: Service): [string, Path][] {
  if (!deployment) return [];
  const { services, compose } = deployment;
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
