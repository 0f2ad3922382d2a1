import type { Service, Site } from '@hl/core';
import { didYouMean } from '@hl/compose';
import { publishedBy, type HostPort, type Published } from '../deployment/effective.js';
import { innerOf, overlaps } from '../deployment/ports.js';
import type { Diagnostic, Path, Report } from '../diagnostic.js';
import { checkClaims, machine } from './claims.js';
import { cycleFrom } from './cycles.js';
import { checkLogins } from './logins.js';
import { elsewhere, linkNetworks } from './networks.js';
import { reportOn, type Tell } from './positions.js';

/**
 * What services of one repository must not share, and whether what they depend on is there. Of two rivals the later
 * one in the list is told. Positions are known for services that came from `loadService`. What could not be read (null) is left out.
 */
export function crossCheck(given: readonly (Service | null)[], site: Site | null): Diagnostic[] {
  if (site === null) return [];
  const services = linkNetworks(given.flatMap((service) => service ?? []));
  const reports = new Map<Service, Report>();
  const tell: Tell = (service, ...path) => {
    const report = reports.get(service) ?? reportOn(service);
    reports.set(service, report);
    return report.at(...path);
  };
  checkClaims(services, site, tell);
  checkPorts(services, site, tell);
  checkDependencies(services, tell);
  checkNetworks(services, tell);
  checkLogins(services, tell);
  return [...reports.values()].flatMap((report) => report.diagnostics());
}

/** Containers of one service that publish at one port of the host. */
function checkOwnPorts(service: Service, published: readonly Published[], tell: Tell): void {
  if (published.length < 2) return;
  const taken = new Map<string, Published[]>();
  for (const one of published) {
    const { container, port } = one;
    const key = `${port.host}/${port.protocol}`;
    const others = taken.get(key) ?? [];
    const rival = others.find((other) => other.container !== container && overlaps(other.port, port));
    const path = service.deployment?.composeFile ? ['compose_file'] : ['services', container, 'ports'];
    if (rival)
      tell(service, 'deployment', ...path).error(
        'same-port',
        `port ${key} is published by ${rival.container} already`,
        'Give one of them another port.',
      );
    else taken.set(key, [...others, one]);
  }
}

function checkPorts(services: readonly Service[], site: Site, tell: Tell): void {
  const published = services.map(publishedBy);
  for (const [index, service] of services.entries()) checkOwnPorts(service, published[index] ?? [], tell);
  const taken = new Map<string, { readonly port: HostPort; readonly service: Service }[]>();
  for (const [index, service] of services.entries()) {
    const where = machine(service, site);
    for (const { port } of published[index] ?? []) {
      const key = `${where} ${port.host}/${port.protocol}`;
      const others = taken.get(key) ?? [];
      const what = `port ${port.host}/${port.protocol} of ${service.host}`;
      const field = () => tell(service, ...portPath(service, port));
      const holder = holderOf(service, port, site);
      if (holder) field().warn('system-port', `${what} is ${holder}`, 'Give the service another port, or move it to another host.');
      const rival = others.find((other) => other.service !== service && overlaps(other.port, port))?.service;
      const hint = 'Give one of them another port, or move it to another host.';
      if (rival) field().error('same-port', `${what} is taken by ${rival.name} (${rival.path}) already`, hint);
      const known = others.some((other) => other.service === service && other.port.hostIp === port.hostIp);
      if (known) continue;
      others.push({ port, service });
      taken.set(key, others);
    }
  }
}

/** What the machine itself has on a port, as far as the site tells. To Traefik that is its own. */
function holderOf(service: Service, { host: port, protocol, hostIp }: HostPort, { hosts, traefik }: Site): string | null {
  const here = hosts[service.host];
  if (!here || protocol !== 'tcp' || (hostIp !== null && hostIp !== here.address)) return null;
  if (here.kind !== 'local' && port === here.port) return 'where SSH listens';
  const proxy = traefik && hosts[traefik.host];
  const same = proxy?.address === here.address && proxy.port === here.port;
  if (!same || (port !== traefik?.httpsPort && port !== traefik?.httpPort)) return null;
  return /(^|\/)traefik([:@]|$)/.test(service.deployment?.image ?? '') ? null : 'where Traefik listens';
}

function portPath({ port, deployment }: Service, { host, protocol }: HostPort): Path {
  if (host === port && protocol === 'tcp') return ['deployment', 'port'];
  const own = deployment?.ports.some((published) => published.protocol === protocol && innerOf(published, host) !== null);
  return ['deployment', own ? 'ports' : deployment?.composeFile ? 'compose_file' : 'services'];
}

function checkDependencies(services: readonly Service[], tell: Tell): void {
  const next = new Map(services.map(({ name, deployment }) => [name, deployment?.dependsOnServices ?? []]));
  for (const service of services) {
    for (const [index, wanted] of (service.deployment?.dependsOnServices ?? []).entries()) {
      const hint = didYouMean(wanted, next.keys()) ?? 'Correct the name, or remove the line.';
      // What network_mode adds to the list is not written there.
      const written = service.deployment?.networkOf?.service !== wanted || index + 1 < (service.deployment?.dependsOnServices.length ?? 0);
      const field = () => tell(service, 'deployment', ...(written ? ['depends_on_services', index] : ['network_mode']));
      // The circle that this very step is part of.
      const cycle = cycleFrom(service.name, (name) => (name === service.name ? [wanted] : (next.get(name) ?? [])));
      if (!next.has(wanted)) field().error('unknown-service', `there is no service ${wanted}`, hint);
      else if (cycle) field().error('cycle', cycle.join(' needs '), 'Break the circle: one of them must be able to start first.');
    }
  }
}

function checkNetworks(services: readonly Service[], tell: Tell): void {
  for (const { user, container, service } of elsewhere(services)) {
    const hint = 'Let both run on one host; a network cannot be shared between machines.';
    const message = `container ${container} of ${service.name} is on ${service.host}, not on ${user.host}`;
    tell(user, 'deployment', 'network_mode').error('other-host', message, hint);
  }
}
