import type { Service, Site } from '@hl/core';
import { didYouMean } from '../check/nearest.js';
import { inOrder, report, type Diagnostic, type Path, type Report } from '../diagnostic.js';
import { overlaps } from '../service/ports.js';
import { positionsOf } from '../source.js';
import { claimsOf } from './claims.js';
import { cycleFrom } from './cycles.js';
import { machine } from './machine.js';
import { hostPorts, type HostPort } from './ports.js';

/**
 * What services of one repository must not share, and whether what they depend on is there. Of two rivals the later
 * one in the list is told. Positions are known for services that came from `loadService`.
 */
export function crossCheck(services: readonly Service[], site: Site): Diagnostic[] {
  const reports = new Map<Service, Report>();
  const tell = (service: Service): Report => {
    const known = reports.get(service);
    if (known) return known;
    const { file, locate } = positionsOf(service);
    const made = report(file, locate);
    reports.set(service, made);
    return made;
  };
  checkClaims(services, site, tell);
  checkPorts(services, site, tell);
  checkDependencies(services, tell);
  return [...reports.values()].flatMap(({ diagnostics }) => inOrder(diagnostics));
}

type Tell = (service: Service) => Report;

function checkClaims(services: readonly Service[], site: Site, tell: Tell): void {
  const first = new Map<string, Service>();
  for (const service of services) {
    for (const { rule, name, path, message, hint } of claimsOf(service, site)) {
      const key = `${rule} ${name}`;
      const other = first.get(key);
      if (other === undefined) first.set(key, service);
      // Of two files with one name, the container's is no news.
      else if (other !== service && !(rule !== 'same-name' && other.name === service.name))
        tell(service).error(path, rule, message.replace('{other}', other.path), hint);
    }
  }
}

function checkPorts(services: readonly Service[], site: Site, tell: Tell): void {
  const taken = new Map<string, { readonly port: HostPort; readonly service: Service }[]>();
  for (const service of services) {
    for (const port of hostPorts(service)) {
      const key = `${machine(service, site)} ${port.host}/${port.protocol}`;
      const rivals = taken.get(key) ?? [];
      if (!rivals.some((other) => other.service === service && other.port.hostIp === port.hostIp))
        taken.set(key, [...rivals, { port, service }]);
      const holder = holderOf(service, port, site);
      if (holder)
        tell(service).warn(
          portPath(service, port),
          'system-port',
          `port ${port.host}/tcp of ${service.host} is ${holder}`,
          'Give the service another port, or move it to another host.',
        );
      const rival = rivals.find((other) => other.service !== service && overlaps(other.port, port));
      if (rival) {
        const where = `port ${port.host}/${port.protocol} of ${service.host}`;
        tell(service).error(
          portPath(service, port),
          'same-port',
          `${where} is taken by ${rival.service.name} (${rival.service.path}) already`,
          'Give one of them another port, or move it to another host.',
        );
      }
    }
  }
}

/** What the machine itself has on a port, as far as the site tells. */
function holderOf(service: Service, { host: port, protocol, hostIp }: HostPort, { hosts, traefik }: Site): string | null {
  const here = hosts[service.host];
  if (!here || protocol !== 'tcp' || (hostIp !== null && hostIp !== here.address)) return null;
  if (here.kind !== 'local' && port === here.port) return 'where SSH listens';
  const proxy = traefik && hosts[traefik.host];
  return proxy?.address === here.address && proxy.port === here.port && (port === traefik?.httpsPort || port === traefik?.httpPort)
    ? 'where Traefik listens'
    : null;
}

function portPath({ port, deployment }: Service, { host, protocol }: HostPort): Path {
  if (host === port && protocol === 'tcp') return ['deployment', 'port'];
  return deployment.ports.some((own) => own.host === host && own.protocol === protocol)
    ? ['deployment', 'ports']
    : ['deployment', 'services'];
}

function checkDependencies(services: readonly Service[], tell: Tell): void {
  const names = new Set(services.map(({ name }) => name));
  const next = new Map(services.map(({ name, deployment }) => [name, deployment.dependsOnServices]));
  for (const service of services) {
    for (const [index, wanted] of service.deployment.dependsOnServices.entries()) {
      const path = ['deployment', 'depends_on_services', index];
      if (!names.has(wanted)) {
        tell(service).error(
          path,
          'unknown-service',
          `there is no service ${wanted}`,
          didYouMean(wanted, names) ?? 'Correct the name, or remove the line.',
        );
        continue;
      }
      const cycle = wanted === service.name ? [wanted, wanted] : cycleThrough(service.name, wanted, next);
      if (cycle)
        tell(service).error(path, 'cycle', `${cycle.join(' needs ')}`, 'Break the circle: one of them must be able to start first.');
    }
  }
}

/** The circle that the step from `start` to `wanted` is part of. */
function cycleThrough(start: string, wanted: string, next: ReadonlyMap<string, readonly string[]>): string[] | null {
  return cycleFrom(start, (name) => (name === start ? [wanted] : (next.get(name) ?? [])));
}
