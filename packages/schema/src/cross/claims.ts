import { mapOf } from '@hl/compose';
import { pagesOf, type Deployment, type Service, type Site } from '@hl/core';
import { effectiveOf } from '../deployment/effective.js';
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
  const { name, host, deployment } = service;
  const here = machine(service, site);
  const claims: Claim[] = [];
  const claim = (rule: Claim['rule'], of: string, path: Path, role: string, where = ''): void =>
    void claims.push({ rule, name: where + of, path, role: `${of}${where && ` on ${host}`} is ${role} of` });
  if (deployment) {
    claim('same-install-path', deployment.installPath, ['deployment', 'install_path'], 'the install path', here);
    for (const [called, path] of containerNames(name, deployment)) claim('same-container', called, path, 'the name of a container', here);
  }
  return [...claims, ...pagesOf(service).flatMap((page) => ofPage(page, placeOf(service, page)))];
}

/** Where the sections of a page are in its service's file. */
export const placeOf = (service: Service, page: Service): Path =>
  page.name === service.name ? [] : ['pages', page.name.slice(service.name.length + 1)];

function ofPage({ name, traefik, dns, authentik, glance }: Service, at: Path): Claim[] {
  const claims: Claim[] = [];
  const claim = (rule: Claim['rule'], of: string, path: Path, role: string): void =>
    void claims.push({ rule, name: of, path: [...at, ...path], role: `${of} is ${role} of` });
  claims.push({ rule: 'same-name', name, path: at.length > 0 ? at : ['service', 'name'], role: `${name} is the name of` });
  // With rules of their own, several pages may share a host name.
  if (traefik?.rule === null) for (const host of traefik.hosts) claim('same-host-name', host, ['traefik', 'subdomain'], 'the host name');
  if (dns) claim('same-record', dns.hostname, ['dns', 'hostname'], 'a DNS record');
  for (const alias of dns?.aliases ?? []) claim('same-record', alias, ['dns', 'aliases'], 'a DNS record');
  if (authentik) claim('same-slug', authentik.slug, ['authentik', 'slug'], 'the Authentik slug');
  if (glance) claim('same-tile', glance.url.replace(/\/+$/, ''), ['glance', 'url'], 'the tile');
  return claims;
}

/** The main container is called as the service, unless told a name; compose names the others so that they differ. */
const containerNames = (name: string, deployment: Deployment): [string, Path][] =>
  [...effectiveOf(name, deployment).containers].flatMap(([key, { container_name: called }]): [string, Path][] =>
    typeof called === 'string' ? [[called, pathOf(key, called, deployment)]] : [],
  );

function pathOf(key: string, called: string, { composeFile, compose, container, services }: Deployment): Path {
  if (composeFile) return ['deployment', 'compose_file'];
  if ('container_name' in mapOf(mapOf(compose['services'])[key])) return ['deployment', 'compose', 'services', key, 'container_name'];
  if (Object.hasOwn(services, key)) return ['deployment', 'services', key, 'container_name'];
  if (compose['container_name'] === called) return ['deployment', 'compose', 'container_name'];
  return 'container_name' in container ? ['deployment', 'container_name'] : ['service', 'name'];
}
