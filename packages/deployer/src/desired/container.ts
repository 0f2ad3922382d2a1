import { containerName, escapeCompose, escapeLiteral, mapOf, merge, namesIn, type Declared, type JsonMap } from '@hl/compose';
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
  const literal = (value: Json): Json => mapStrings(value, (text) => escapeLiteral(text, declared));
  const rendered = Object.entries(parts)
    .filter(([, value]) => !isEmpty(value))
    .map(([key, value]): [string, Json] => [key, key === 'depends_on' ? value : literal(value)]);
  const more = composeText(d.container, declared);
  if (Object.keys(more).length === 0) return Object.fromEntries(rendered);
  const kept = ([key, value]: [string, Json]): boolean => value !== null && more[key] !== null;
  const [base, over] = [rendered, Object.entries(more)].map((all) => ({ services: { [name]: Object.fromEntries(all.filter(kept)) } }));
  return mapOf(mapOf(merge(base ?? {}, over ?? {})['services'])[name]);
}

/** Compose's own language with declared secrets; `environment` and `labels` become text, since compose refuses booleans there. */
export const composeText = (written: Json, declared: Declared): JsonMap =>
  isRecord(written) ? textual(mapStrings(written, (text) => escapeCompose(text, declared)) as JsonMap) : {};

const textual = (node: JsonMap): JsonMap =>
  Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      if (!isRecord(value)) return [key, value];
      if (key !== 'environment' && key !== 'labels') return [key, textual(value)];
      const texts = Object.entries(value).map(([name, item]) => [name, /number|boolean/.test(typeof item) ? String(item) : item]);
      return [key, Object.fromEntries(texts) as JsonMap];
    }),
  );

const isEmpty = (value: Json): boolean => value === null || (typeof value === 'object' && Object.keys(value).length === 0);

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

function mapStrings(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item: Json) => mapStrings(item, change));
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)]));
  return value;
}
