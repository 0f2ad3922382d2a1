import {
  containerName,
  listOf,
  mapOf,
  merge,
  namesIn,
  overrideFiles,
  portOf,
  publishedPorts,
  readCompose,
  type JsonMap,
} from '@hl/compose';
import { isRecord, type Deployment, type Json, type PublishedPort, type Service } from '@hl/core';

/** The containers of a service as far as its file tells, in compose's words. */
export interface Effective {
  /** What is said beside the containers. */
  readonly top: JsonMap;
  /** Key of the main one. */
  readonly main: string;
  /** By their keys; of the main one, its name and what compose knows of it. */
  readonly containers: ReadonlyMap<string, JsonMap>;
}

const known = new WeakMap<Deployment, Effective>();

/** Read once a deployment. */
export function effectiveOf(name: string, deployment: Deployment): Effective {
  const found = known.get(deployment);
  if (found !== undefined) return found;
  const made = read(name, deployment);
  known.set(deployment, made);
  return made;
}

function read(name: string, { composeService, composeFile, container, services, compose }: Deployment): Effective {
  const main = composeService ?? name;
  const containers = new Map<string, JsonMap>();
  if (!composeFile) {
    containers.set(main, { container_name: containerName(name), ...container });
    for (const key of Object.keys(services)) if (isRecord(services[key])) containers.set(key, services[key] as JsonMap);
    if (Object.keys(compose).length === 0) return { top: {}, main, containers };
  }
  const base = composeFile ? readCompose(composeFile.content).top : { services: Object.fromEntries(containers) };
  const top = Object.keys(compose).length === 0 ? base : overrideFiles(main, compose).reduce<JsonMap>(merge, base);
  const all = Object.entries(mapOf(top['services'])).filter((entry): entry is [string, JsonMap] => isRecord(entry[1]));
  return { top, main, containers: new Map(all) };
}

/** Compose's project: the service's name, unless the file says another. */
export const projectOf = (name: string, deployment: Deployment): string => {
  const given = effectiveOf(name, deployment).top['name'];
  return typeof given === 'string' ? given : name;
};

/** The one address that a container has on a network of its own kind, where nothing is published; null: none, or hl cannot see it. */
export function soleAddress({ networks }: JsonMap, { top }: Effective): string | null {
  const own = Object.entries(mapOf(networks)).flatMap(([name, use]) => {
    const { driver } = mapOf(mapOf(top['networks'])[name]);
    const address = mapOf(use)['ipv4_address'];
    return (driver === 'macvlan' || driver === 'ipvlan') && typeof address === 'string' ? [address] : [];
  });
  return own.length === 1 ? (own[0] ?? null) : null;
}

/** Names of the networks that a container joins. */
export const networksOf = ({ networks }: JsonMap): string[] => namesIn(networks);

export type HostPort = Omit<PublishedPort, 'container' | 'count'>;

/** Of one service: every port there is, by TCP and UDP. What ranges name beyond that is not looked at, or a short file would fill the memory. */
const portLimit = 2 * 65_535;

/** A port of the host, and the container that publishes it. */
export interface Published {
  readonly container: string;
  readonly port: HostPort;
}

/** Every port of its host that a service takes: its own, and those of its side containers. */
export function publishedBy({ name, port, address, deployment }: Pick<Service, 'name' | 'port' | 'address' | 'deployment'>): Published[] {
  if (!deployment) return [];
  const { ports, networkMode, composeFile } = deployment;
  const { main, containers } = effectiveOf(name, deployment);
  const all: Published[] = [];
  const add = (container: string, found: readonly HostPort[]): void => {
    if (all.length < portLimit) for (const one of found) all.push({ container, port: one });
  };
  if (!composeFile) {
    if (networkMode === 'host' && port !== null && address === null) add(main, [{ host: port, protocol: 'tcp', hostIp: null }]);
    for (const { host, protocol, hostIp, count = 1 } of ports)
      add(
        main,
        Array.from({ length: count }, (_, next) => ({ host: host + next, protocol, hostIp })),
      );
  }
  for (const [key, container] of containers) {
    const listed = container['ports'];
    for (const entry of Array.isArray(listed) ? (listed as Json[]) : []) if (all.length < portLimit) add(key, composePorts(entry));
  }
  return all;
}

export const hostPorts = (service: Parameters<typeof publishedBy>[0]): HostPort[] => publishedBy(service).map(({ port }) => port);

/** Whether a port of the host may lead to a container; true, too, where the files do not tell. */
export function publishes(name: string, deployment: Deployment, port: number): boolean {
  const { top, containers } = effectiveOf(name, deployment);
  const all = [...containers.values()];
  const modes = [deployment.networkMode, ...all.map((container) => container['network_mode'])];
  const unclear =
    top['include'] !== undefined ||
    all.some((container) => container['extends'] !== undefined) ||
    modes.some((mode) => typeof mode === 'string' && /^(host$|container:|.*\$)/.test(mode)) ||
    all.some((container) => listOf(container['ports']).some((entry) => portOf(entry) === null));
  return (
    unclear || hostPorts({ name, port: null, address: null, deployment }).some(({ host, protocol }) => host === port && protocol === 'tcp')
  );
}

/** Ports in compose's short or long spelling; what holds a variable or no host port is not known before it runs. */
export const composePorts = (entry: Json): HostPort[] =>
  publishedPorts({ services: new Map([['', { ports: [entry] }]]) }).map(({ address, port, protocol }) => ({
    host: port,
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    hostIp: address === '' ? null : address,
  }));
