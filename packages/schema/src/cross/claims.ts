import { mapOf } from '@hl/compose';
import { pagesOf, type Deployment, type Service, type Site } from '@hl/core';
import { effectiveOf } from '../deployment/effective.js';
import type { Path } from '../diagnostic.js';
import type { Tell } from './positions.js';

/** What only one service may have: what a name is there, whether one machine's or everywhere's, and what to do about two of a name. */
const rules = {
  'same-name': { role: 'the name', hint: 'Give one of them another name.' },
  'same-install-path': { role: 'the install path', ofMachine: true, hint: 'Give each service a directory of its own.' },
  'same-container': { role: 'the name of a container', ofMachine: true, hint: 'Give one of the containers another container_name.' },
  'same-host-name': { role: 'the host name', hint: 'Give one of them another subdomain, or rules with different paths.' },
  'same-record': { role: 'a DNS record', hint: 'Let one of them own the record, and say dns: { enabled: false } in the other.' },
  'same-slug': { role: 'the Authentik slug', hint: 'Give one of them another authentik.slug.' },
  'same-tile': { role: 'the tile', hint: 'Give one of them another glance.url, or disable its glance section.' },
} as const satisfies { readonly [rule: string]: { readonly role: string; readonly hint: string; readonly ofMachine?: true } };

type Rule = keyof typeof rules;

/** @param path worked out when somebody else has it */
type Claim = (rule: Rule, name: string, path: () => Path) => void;

export function checkClaims(services: readonly Service[], site: Site, tell: Tell): void {
  const first = new Map(Object.keys(rules).map((rule) => [rule, new Map<string, Service>()]));
  for (const service of services) {
    const where = machine(service, site);
    claimsOf(service, (rule, name, path) => {
      const { role, hint, ...more } = rules[rule];
      const known = first.get(rule);
      const key = 'ofMachine' in more ? `${where} ${name}` : name;
      const other = known?.get(key);
      if (other === undefined) return void known?.set(key, service);
      // Of two files with one name, the container's is no news; what is the container's own has one owner.
      if (other !== service && other.name === service.name && rule !== 'same-name') return;
      const itself = rule === 'same-container' ? 'this service' : 'another page of this file';
      const subject = `${name}${'ofMachine' in more ? ` on ${service.host}` : ''}`;
      tell(service, ...path()).error(rule, `${subject} is ${role} of ${other === service ? itself : other.path} already`, hint);
    });
  }
}

/** The machine a service runs on: two names of one address are one machine. */
export function machine({ host }: Service, { hosts }: Site): string {
  const found = hosts[host];
  return found ? `${found.kind === 'local' ? 'local' : found.address}:${found.port}` : host;
}

function claimsOf(service: Service, claim: Claim): void {
  const { name, deployment } = service;
  if (deployment) {
    claim('same-install-path', deployment.installPath, () => ['deployment', 'install_path']);
    // The main container is called as the service, unless told a name; compose names the others so that they differ.
    for (const [key, { container_name: called }] of effectiveOf(name, deployment).containers)
      if (typeof called === 'string') claim('same-container', called, () => pathOf(key, called, deployment));
  }
  for (const page of pagesOf(service)) ofPage(page, placeOf(service, page), claim);
}

/** Where the sections of a page are in its service's file. */
export const placeOf = (service: Service, page: Service): Path =>
  page.name === service.name ? [] : ['pages', page.name.slice(service.name.length + 1)];

function ofPage({ name, traefik, dns, authentik, glance }: Service, at: Path, claim: Claim): void {
  claim('same-name', name, () => (at.length > 0 ? at : ['service', 'name']));
  // With rules of their own, several pages may share a host name.
  if (traefik?.rule === null) for (const host of traefik.hosts) claim('same-host-name', host, () => [...at, 'traefik', 'subdomain']);
  if (dns) claim('same-record', dns.hostname, () => [...at, 'dns', 'hostname']);
  for (const alias of dns?.aliases ?? []) claim('same-record', alias, () => [...at, 'dns', 'aliases']);
  if (authentik) claim('same-slug', authentik.slug, () => [...at, 'authentik', 'slug']);
  if (glance) claim('same-tile', glance.url.replace(/\/+$/, ''), () => [...at, 'glance', 'url']);
}

function pathOf(key: string, called: string, { composeFile, compose, container, services }: Deployment): Path {
  if (composeFile) return ['deployment', 'compose_file'];
  if ('container_name' in mapOf(mapOf(compose['services'])[key])) return ['deployment', 'compose', 'services', key, 'container_name'];
  if (Object.hasOwn(services, key)) return ['deployment', 'services', key, 'container_name'];
  if (compose['container_name'] === called) return ['deployment', 'compose', 'container_name'];
  return 'container_name' in container ? ['deployment', 'container_name'] : ['service', 'name'];
}
