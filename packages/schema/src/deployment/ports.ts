import { isIP } from 'node:net';
import { portOf as composePort, type JsonMap } from '@hl/compose';
import { isRecord, type Deployment, type Json, type PublishedPort } from '@hl/core';
import { show } from '../check/show.js';
import type { Field } from '../diagnostic.js';
import { tellBoth } from './volumes.js';
import type { DeploymentContext } from '../service/context.js';

/** Whether a container uses a network that is not its own, so that it publishes nothing. */
export const sharesNetwork = (mode: string | null | undefined): boolean => /^(host|none|(service|container):.*)$/.test(mode ?? '');

type Listed = PublishedPort & { readonly field: Field };

export interface Ports {
  readonly ports: PublishedPort[];
  /** What only compose can say: a port that Docker chooses, `sctp`, the mode for a Swarm. */
  readonly inCompose: Json[];
}

/**
 * The main port first; an entry of `ports` that names it takes its place.
 *
 * @param alone the container has an address of its own, and no network besides
 */
export function portsSection({ deployment: given, report }: DeploymentContext, address: string | null, alone = address !== null): Ports {
  const field = report.at('deployment');
  const { port: host, container_port: container = host, network_mode: mode } = given;
  if (sharesNetwork(mode) || alone) {
    const why = alone ? 'of a container with an address of its own' : `with network_mode: ${mode}`;
    const hint = `Remove the ports; the program listens on ${alone ? 'its own address' : 'the network it shares'}.`;
    if (given.ports?.length) field.at('ports').warn('no-effect', `nothing is published ${why}`, hint);
    if (mode === 'host' && container !== host) {
      const hint = 'Remove container_port, or set port to what the program listens on.';
      field.at('container_port').warn('no-effect', `with network_mode: host the program listens on ${host} itself`, hint);
    }
    return { ports: [], inCompose: [] };
  }
  const inCompose: Json[] = [];
  const listed = (given.ports ?? []).flatMap((entry, index) => listedPort(entry, field.at('ports', index), inCompose));
  const leads = (port: PublishedPort) => port.protocol === 'tcp' && host !== undefined && innerOf(port, host) === container;
  const main: PublishedPort[] =
    host === undefined || container === undefined || address !== null || listed.some(leads)
      ? []
      : [{ host, container, protocol: 'tcp', hostIp: null }];
  for (const [index, port] of listed.entries()) {
    const rival = [...listed.slice(0, index), ...main].find((other) => overlaps(other, port));
    if (!rival) continue;
    const hint = `It leads to ${rival.container} already; give one of them another host port.`;
    port.field.error('same-port', `port ${port.host}/${port.protocol} is published twice`, hint);
  }
  const ports = [...listed.filter(leads), ...listed.filter((port) => !leads(port))].map(({ field: _, ...port }) => port);
  return { ports: [...main, ...ports], inCompose };
}

/** The port of the container that one of the host leads to, or null. */
export const innerOf = ({ host, container, count = 1 }: PublishedPort, port: number): number | null =>
  port >= host && port < host + count ? container + port - host : null;

/** The port of the host that leads to one of the container, or null. */
export const outerOf = ({ ports }: Pick<Deployment, 'ports'>, inner: number): number | null => {
  const found = ports.find(({ container, count = 1 }) => inner >= container && inner < container + count);
  return found ? found.host + inner - found.container : null;
};

type Entry = NonNullable<DeploymentContext['deployment']['ports']>[number];

function listedPort(entry: Entry, field: Field, inCompose: Json[]): Listed[] {
  if (isRecord(entry)) {
    tellBoth({ host: entry['host'], published: entry['published'] }, field);
    tellBoth({ container: entry['container'], target: entry['target'] }, field);
  }
  const long = longOf(entry);
  const parsed = composePort(long);
  if (parsed === null || !['tcp', 'udp', 'sctp'].includes(parsed.protocol)) {
    tellWrong(entry, long, field);
    return [];
  }
  const { hostIp, published, target, protocol, more } = parsed;
  const wrong = [...(published ?? []), ...target].find((port) => port < 1);
  if (wrong !== undefined) field.error('maximum', `${wrong} is not a port`, 'Ports go from 1 to 65535.');
  const hint = 'Write an address of the host, or leave it out to listen on all.';
  if (hostIp !== null && isIP(hostIp) === 0) field.error('address', `${show(hostIp)} is not an IPv4 or IPv6 address`, hint);
  const length = target[1] - target[0] + 1;
  const known = published !== null && published[1] - published[0] + 1 === length && (protocol === 'tcp' || protocol === 'udp');
  if (!known || Object.keys(more).length > 0) inCompose.push(long);
  return known ? [{ host: published[0], container: target[0], protocol, hostIp, ...(length > 1 ? { count: length } : {}), field }] : [];
}

/** In compose's words. A port alone is the same on the host, where compose would let Docker choose. */
function longOf(entry: Entry): Json {
  if (!isRecord(entry)) return String(entry).replace(/^([\d-]+)(?=$|\/)/, '$1:$1');
  const { host, container, target = container ?? host, published = host, ...more } = entry as JsonMap;
  const all = { target: target ?? null, published: published ?? null, ...more };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

function tellWrong(entry: Entry, long: Json, field: Field): void {
  const text = isRecord(long) ? [long['target'], long['published']].join(' ') : String(long);
  const number = [...text.matchAll(/\d+/g)].map(Number).find((port) => port > 65_535);
  const address = /^([\d.]*\.[\d.]*):/.exec(text)?.[1];
  if (address !== undefined && isIP(address) === 0)
    field.error(
      'address',
      `${show(address)} is not an IPv4 or IPv6 address`,
      'Write an address of the host, or leave it out to listen on all.',
    );
  else if (number !== undefined) field.error('maximum', `${number} is not a port`, 'Ports go from 1 to 65535.');
  else if (text.includes('$'))
    field.error('port', `${show(entry)} is not known before it runs`, 'Write the number out; variables are not replaced here.');
  else if (isRecord(long) && long['target'] === undefined)
    field.missing('target', 'Add target: 80, the port of the container; or host: 8080 when both are the same.');
  else {
    const hint =
      'Write host:container, e.g. 8080:80, with [address:] before and /udp after it; a range as 50000-50010:50000-50010; or target and published.';
    field.error('port', `${show(entry)} is not a published port`, hint);
  }
}

const wildcards = ['0.0.0.0', '::'];

/** Whether published ports of one machine cannot all be opened. */
export function overlaps(a: Omit<PublishedPort, 'container'>, b: Omit<PublishedPort, 'container'>): boolean {
  if (a.protocol !== b.protocol || a.host >= b.host + (b.count ?? 1) || b.host >= a.host + (a.count ?? 1)) return false;
  if (a.hostIp === null || b.hostIp === null || a.hostIp === b.hostIp) return true;
  return isIP(a.hostIp) === isIP(b.hostIp) && [a.hostIp, b.hostIp].some((address) => wildcards.includes(address));
}
