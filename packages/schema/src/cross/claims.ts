import type { Json, Service, Site } from '@hl/core';
import type { Path } from '../diagnostic.js';
import { machine } from './machine.js';

/** A name that only one service may have. */
export interface Claim {
  readonly rule: string;
  /** Two claims are rivals when rule and name are the same. */
  readonly name: string;
  readonly path: Path;
  /** `{other}` stands for the file that had it first. */
  readonly message: string;
  readonly hint: string;
}

export function claimsOf(service: Service, site: Site): Claim[] {
  const { name, deployment, traefik, dns, authentik, glance } = service;
  const here = machine(service, site);
  const claims: Claim[] = [
    {
      rule: 'same-name',
      name,
      path: ['service', 'name'],
      message: `${name} is the name of {other} already`,
      hint: 'Give one of them another name.',
    },
    {
      rule: 'same-install-path',
      name: `${here} ${deployment.installPath}`,
      path: ['deployment', 'install_path'],
      message: `${deployment.installPath} on ${service.host} is the install path of {other} already`,
      hint: 'Give each service a directory of its own.',
    },
  ];
  for (const { container, path } of containerNames(service)) {
    claims.push({
      rule: 'same-container',
      name: `${here} ${container}`,
      path,
      message: `${container} is the name of a container of {other} on ${service.host} already`,
      hint: 'Give one of the containers another container_name.',
    });
  }
  // With rules of their own, several services may share a host name.
  for (const host of traefik && traefik.rule === null ? traefik.hosts : []) {
    claims.push({
      rule: 'same-host-name',
      name: host,
      path: ['traefik', 'subdomain'],
      message: `${host} is the host name of {other} already`,
      hint: 'Give one of them another subdomain, or rules with different paths.',
    });
  }
  for (const host of dns ? [dns.hostname, ...dns.aliases] : []) {
    claims.push({
      rule: 'same-record',
      name: host,
      path: ['dns', host === dns?.hostname ? 'hostname' : 'aliases'],
      message: `${host} is a DNS record of {other} already`,
      hint: 'Let one of them own the record, and say dns: { enabled: false } in the other.',
    });
  }
  if (authentik)
    claims.push({
      rule: 'same-slug',
      name: authentik.slug,
      path: ['authentik', 'slug'],
      message: `${authentik.slug} is the Authentik slug of {other} already`,
      hint: 'Give one of them another authentik.slug.',
    });
  if (glance)
    claims.push({
      rule: 'same-tile',
      name: glance.url.replace(/\/+$/, ''),
      path: ['glance', 'url'],
      message: `${glance.url} is the tile of {other} already`,
      hint: 'Give one of them another glance.url, or disable its glance section.',
    });
  return claims;
}

/** The main container is called as the service; compose names the others so that they differ, unless told a name. */
function containerNames({ name, deployment: { services, compose } }: Service): { readonly container: string; readonly path: Path }[] {
  const places: [Path, Json | undefined][] = [
    [['deployment', 'compose'], { '': compose }],
    [['deployment', 'compose', 'services'], compose['services']],
    [['deployment', 'services'], services],
  ];
  const given = places.flatMap(([path, map]) =>
    Object.entries((map ?? {}) as { [key: string]: { container_name?: Json } | null }).flatMap(([key, value]) =>
      typeof value?.container_name === 'string'
        ? { container: value.container_name, path: [...path, ...(key === '' ? [] : [key]), 'container_name'] }
        : [],
    ),
  );
  return [{ container: name, path: ['service', 'name'] }, ...given];
}
