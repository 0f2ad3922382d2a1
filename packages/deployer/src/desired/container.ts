import type { Deployment, Json, Service } from '@hl/core';
import type { Declared } from '../file/interpolation.js';
import { escapeCompose, escapeLiteral } from '../file/interpolation.js';
import { isMap } from '../file/merge.js';
import type { JsonMap } from '../file/merge.js';

type Volume = Deployment['volumes'][number];

/** The main container of a service, in compose's words; strings are escaped, labels not yet ours. */
export function mainContainer({ name, deployment }: Service, declared: Declared): JsonMap {
  const d = deployment;
  const literal = <T extends Json>(value: T): T => mapStrings(value, (text) => escapeLiteral(text, declared)) as T;
  const environment = { ...literal(d.environment), ...Object.fromEntries(d.secrets.map((secret) => [secret.name, `\${${secret.name}}`])) };
  const hostNetwork = d.networkMode !== null;
  const parts: { readonly [key: string]: Json | null } = {
    image: literal(d.image),
    container_name: name,
    restart: d.restartPolicy,
    pull_policy: d.pullPolicy === 'missing' ? null : d.pullPolicy,
    entrypoint: literal(d.entrypoint),
    command: literal(d.command),
    user: literal(d.user),
    privileged: d.privileged ? true : null,
    cap_add: d.capAdd,
    devices: literal(d.devices),
    network_mode: d.networkMode,
    networks: hostNetwork ? [] : networksOf(d),
    ports: hostNetwork ? [] : d.ports.map(published),
    volumes: d.volumes.map((volume) => literal(mount(volume))),
    environment,
    env_file: d.secretsFile === null ? null : ['.env'],
    depends_on: d.dependsOn,
    labels: literal(d.labels),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => !isEmpty(value))) as JsonMap;
}

/** A side container as written; only what compose would misread is put right. */
export const sideContainer = (written: Json, declared: Declared): JsonMap => composeText(isMap(written) ? written : {}, declared);

/** Compose's own language with declared secrets; `environment` and `labels` become text, since compose refuses booleans there. */
export const composeText = (written: JsonMap, declared: Declared): JsonMap =>
  textual(mapStrings(written, (text) => escapeCompose(text, declared)) as JsonMap);

function textual(node: JsonMap): JsonMap {
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      if (!isMap(value)) return [key, value];
      if (key !== 'environment' && key !== 'labels') return [key, textual(value)];
      return [
        key,
        Object.fromEntries(
          Object.entries(value).map(([name, item]) => [name, typeof item === 'number' || typeof item === 'boolean' ? String(item) : item]),
        ),
      ];
    }),
  );
}

const isEmpty = (value: Json | null): boolean =>
  value === null || (Array.isArray(value) && value.length === 0) || (isMap(value) && Object.keys(value).length === 0);

/** A container that lists networks leaves the default one; side containers without networks must still be reachable. */
function networksOf({ networks, services }: Deployment): readonly string[] {
  const sideOnDefault = Object.values(services).some(
    (side) => isMap(side) && side['networks'] === undefined && side['network_mode'] === undefined,
  );
  return networks.length > 0 && sideOnDefault && !networks.includes('default') ? [...networks, 'default'] : networks;
}

const published = ({ host, container, protocol, hostIp }: Deployment['ports'][number]): string => {
  const address = hostIp === null ? '' : `${hostIp.includes(':') ? `[${hostIp}]` : hostIp}:`;
  return `${address}${host}:${container}${protocol === 'udp' ? '/udp' : ''}`;
};

/** Compose's short form; the long one where a colon in a path would break it. */
const mount = ({ host, container, readOnly }: Volume): Json =>
  host.includes(':') || container.includes(':')
    ? { type: /^[./~]/.test(host) ? 'bind' : 'volume', source: host, target: container, ...(readOnly ? { read_only: true } : {}) }
    : `${host}:${container}${readOnly ? ':ro' : ''}`;

function mapStrings(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item: Json) => mapStrings(item, change));
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)]));
  return value;
}
