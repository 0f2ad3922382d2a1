import type { Json, PublishedPort, Service } from '@hl/core';
import { sharesNetwork } from '../service/ports.js';
import { readYaml } from '../yaml/read.js';

export type HostPort = Omit<PublishedPort, 'container'>;

/** Of one service: every port there is, by TCP and UDP. What ranges name beyond that is not looked at, or a short file would fill the memory. */
const portLimit = 2 * 65_535;

/** Every port of its host that a service takes: its own, and those of its side containers. */
export function hostPorts({ port, deployment }: Service): HostPort[] {
  const { ports, networkMode, services, compose, composeFile } = deployment;
  const own = composeFile
    ? []
    : networkMode === 'host'
      ? [{ host: port, protocol: 'tcp', hostIp: null } as const]
      : sharesNetwork(networkMode)
        ? []
        : ports;
  const text = composeFile ? readYaml(composeFile.content, composeFile.source, { free: true }, 'compose file').value : undefined;
  const containers = [services, compose['services'], text?.['services']].flatMap((map) => (isRecord(map) ? Object.values(map) : []));
  const all: HostPort[] = [...own];
  for (const container of containers) {
    if (!isRecord(container) || !Array.isArray(container['ports'])) continue;
    for (const entry of container['ports']) if (all.length < portLimit) all.push(...composePorts(entry));
  }
  return all;
}

/** Ports in compose's short or long spelling; what holds a variable or no host port is not known before it runs. */
export function composePorts(entry: Json): HostPort[] {
  if (isRecord(entry)) {
    const { published, protocol, host_ip } = entry;
    return range(String(published ?? '')).map((host) => ({
      host,
      protocol: protocol === 'udp' ? 'udp' : 'tcp',
      hostIp: typeof host_ip === 'string' ? host_ip : null,
    }));
  }
  const [, address, published, protocol] = /^(?:(\[[^\]]+\]|[\d.]+):)?([\d-]+):[\d-]+(?:\/(\w+))?$/.exec(String(entry)) ?? [];
  return range(published ?? '').map((host) => ({
    host,
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    hostIp: address?.replace(/^\[(.*)\]$/, '$1') ?? null,
  }));
}

function range(text: string): number[] {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (from === undefined) return [];
  const length = Math.min(Number(to), 65_535) - Number(from) + 1;
  return length > 0 ? Array.from({ length }, (_, index) => Number(from) + index) : [];
}

const isRecord = (value: unknown): value is { [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value);
