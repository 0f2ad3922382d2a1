import { isRecord, type PublishedPort, type Service } from '@hl/core';
import { shortPort } from '../deployment/docker.js';
import { sharesNetwork } from '../deployment/ports.js';
import { readYaml } from '../yaml/read.js';

export type HostPort = Omit<PublishedPort, 'container'>;

/** Of one service: every port there is, by TCP and UDP. What ranges name beyond that is not looked at, or a short file would fill the memory. */
const portLimit = 2 * 65_535;

/** Every port of its host that a service takes: its own, and those of its side containers. */
export function hostPorts({ port, deployment }: Service): HostPort[] {
  if (!deployment) return [];
  const { ports, networkMode, services, compose, composeFile } = deployment;
  const alone: HostPort[] = networkMode === 'host' && port !== null ? [{ host: port, protocol: 'tcp', hostIp: null }] : [];
  const own = sharesNetwork(networkMode) ? alone : ports;
  const text = composeFile ? readYaml(composeFile.content, composeFile.source, { free: true }, 'compose file').value : undefined;
  const containers = [services, compose['services'], text?.['services']].flatMap((map) => (isRecord(map) ? Object.values(map) : []));
  const all = composeFile ? [] : [...own];
  for (const container of containers) {
    const listed = isRecord(container) ? container['ports'] : null;
    for (const entry of Array.isArray(listed) ? listed : []) if (all.length < portLimit) all.push(...composePorts(entry));
  }
  return all;
}

/** Ports in compose's short or long spelling; what holds a variable or no host port is not known before it runs. */
export function composePorts(entry: unknown): HostPort[] {
  const {
    published,
    protocol,
    host_ip: hostIp,
  } = isRecord(entry) ? entry : { ...shortPort(String(entry)), host_ip: shortPort(String(entry))?.hostIp };
  return range(String(published ?? '')).map((host) => ({
    host,
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    hostIp: typeof hostIp === 'string' ? hostIp : null,
  }));
}

function range(text: string): number[] {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const length = Math.min(Number(to), 65_535) - Number(from) + 1;
  return length > 0 ? Array.from({ length }, (_, index) => Number(from) + index) : [];
}
