import {
  containerName,
  escapeCompose,
  escapeLiteral,
  mapOf,
  mapTexts,
  mapValues,
  merge,
  namesIn,
  type Declared,
  type JsonMap,
} from '@hl/compose';
import { isRecord, type Deployment, type Json } from '@hl/core';
import type { Deployed } from './deployed.js';

/** The main container of a service, in compose's words; strings are escaped, labels not yet ours. */
export function mainContainer({ name, deployment: d }: Deployed, declared: Declared): JsonMap {
  const secrets = Object.fromEntries(d.secrets.map((secret) => [secret.name, `\${${secret.name}}`]));
  const parts: JsonMap = {
    image: d.image,
    container_name: containerName(name),
    restart: d.restartPolicy,
    pull_policy: d.pullPolicy === 'missing' ? null : d.pullPolicy,
    entrypoint: d.entrypoint,
    command: d.command,
    user: d.user,
    privileged: d.privileged || null,
    cap_add: d.capAdd,
    devices: d.devices,
    network_mode: d.networkMode,
    networks: d.networkMode === null ? networksOf(d) : [],
    ports: /^(host|none|(container|service):.*)$/.test(d.networkMode ?? '') ? [] : d.ports.map(published),
    volumes: d.volumes.map(mount),
    environment: { ...d.environment, ...secrets },
    env_file: d.secretsFile === null ? null : ['.env'],
    depends_on: d.dependsOn,
    labels: d.labels,
  };
  const literal = (text: string): string => escapeLiteral(text, declared);
  const rendered: Record<string, Json> = {};
  for (const key in parts) {
    const value = parts[key] as Json;
    if (!isEmpty(value)) rendered[key] = key === 'depends_on' ? value : mapTexts(value, literal);
  }
  const more = composeText(d.container, declared);
  if (isEmpty(more)) return rendered;
  const kept = (all: JsonMap): JsonMap => mapValues(all, (value, key) => (value === null || more[key] === null ? undefined : value));
  const [base, over] = [rendered, more].map((all) => ({ services: { [name]: kept(all) } }));
  return mapOf(mapOf(merge(base ?? {}, over ?? {})['services'])[name]);
}

/** Compose's own language with declared secrets; `environment` and `labels` become text, since compose refuses booleans there. */
export const composeText = (written: Json, declared: Declared): JsonMap =>
  isRecord(written) ? textual(mapTexts(written, (text) => escapeCompose(text, declared)) as JsonMap) : {};

const textual = (node: JsonMap): JsonMap =>
  mapValues(node, (value, key) => {
    if (!isRecord(value)) return value;
    if (key !== 'environment' && key !== 'labels') return textual(value as JsonMap);
    return mapValues(value as JsonMap, (item) => (/number|boolean/.test(typeof item) ? String(item) : item));
  });

function isEmpty(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return value === null;
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return true;
}

/** A container that lists networks leaves the default one; side containers without networks must still be reachable. */
function networksOf({ networks, services }: Deployment): Json {
  const names = namesIn(networks);
  const sideOnDefault = Object.values(services).some(
    (side) => isRecord(side) && side['networks'] === undefined && side['network_mode'] === undefined,
  );
  if (names.length === 0 || !sideOnDefault || names.includes('default')) return networks;
  return isRecord(networks) ? { ...networks, default: null } : [...names, 'default'];
}

const published = ({ host, container, protocol, hostIp, count = 1 }: Deployment['ports'][number]): string => {
  const address = hostIp === null ? '' : `${hostIp.includes(':') ? `[${hostIp}]` : hostIp}:`;
  const ports = (first: number): string => (count === 1 ? `${first}` : `${first}-${first + count - 1}`);
  return `${address}${ports(host)}:${ports(container)}${protocol === 'udp' ? '/udp' : ''}`;
};

/** As written; what the ledger holds of before that, in compose's short form, or the long one where a colon in a path would break it. */
function mount(written: Json): Json {
  if (!isRecord(written) || typeof written['host'] !== 'string') return written;
  const { host, container, readOnly } = written as { host: string; container: string; readOnly: boolean };
  return host.includes(':') || container.includes(':')
    ? { type: /^[./~]/.test(host) ? 'bind' : 'volume', source: host, target: container, ...(readOnly ? { read_only: true } : {}) }
    : `${host}:${container}${readOnly ? ':ro' : ''}`;
}
