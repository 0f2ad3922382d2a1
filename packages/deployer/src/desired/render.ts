import type { Deployment, Json, Service } from '@hl/core';
import { composeText, mainContainer, sideContainer } from './container.js';
import type { Declared } from '../file/interpolation.js';
import { emit } from '../file/emit.js';
import { isMap, merge } from '../file/merge.js';
import type { JsonMap } from '../file/merge.js';
import { filesHash } from '../file/files-hash.js';
import { ownCompose } from './user-compose-file.js';
import { stackOf } from './stack.js';
import { filesLabel, mark, serviceLabel } from '../spec.js';

/**
 * Exactly the compose.yml that is written for `service` on a host of that kind.
 *
 * @throws HlError HL_COMPOSE_FILE (`input`) when the service brings its own compose file and that is no compose file
 */
export function render(service: Service, kind: 'docker' | 'swarm' = 'docker'): string {
  const header = `${mark} service ${service.name}, from ${service.path}. Edit it there: changes made here are overwritten.\n`;
  if (service.deployment.composeFile !== null) return header + ownCompose(service, service.deployment.composeFile, kind);
  return header + emit(kind === 'swarm' ? stackOf(composeOf(service), service) : composeOf(service));
}

function composeOf(service: Service): JsonMap {
  const { name, deployment } = service;
  const declared: Declared = { names: new Set(deployment.secrets.map((secret) => secret.name)), any: deployment.secretsFile !== null };
  const services: Record<string, Json> = { [name]: mainContainer(service, declared) };
  for (const [side, written] of Object.entries(deployment.services)) services[side] = sideContainer(written, declared);
  const merged = merge({ name, services }, override(name, composeText(deployment.compose, declared)));
  return withLabels(withDefinitions(merged, deployment), service);
}

const topLevel = new Set(['services', 'name', 'version', 'include']);
const eitherLevel = new Set(['networks', 'volumes', 'configs', 'secrets']);

/** The raw override may speak of the whole file (`services: …`) or of the main container (`shm_size: …`). */
function override(name: string, raw: JsonMap): JsonMap {
  const ofFile = ([key, value]: [string, Json]): boolean =>
    topLevel.has(key) || key.startsWith('x-') || (eitherLevel.has(key) && isMap(value));
  const entries = Object.entries(raw);
  const main = Object.fromEntries(entries.filter((entry) => !ofFile(entry)));
  const file: JsonMap = Object.fromEntries(entries.filter(ofFile));
  return Object.keys(main).length === 0 ? file : merge({ services: { [name]: main } }, file);
}

/** Compose wants every named volume and network defined at the top. A network that only the main container uses is shared with other services. */
function withDefinitions(file: JsonMap, { networks: shared }: Deployment): JsonMap {
  const containers = isMap(file['services']) ? Object.values(file['services']).filter(isMap) : [];
  const users = (network: string): number => containers.filter((container) => namesIn(container['networks']).includes(network)).length;
  const networks = [...new Set(containers.flatMap((container) => namesIn(container['networks'])))].filter(
    (network) => network !== 'default',
  );
  const volumes = [...new Set(containers.flatMap((container) => namedVolumes(container['volumes'])))];
  return {
    ...file,
    ...define(file, 'networks', networks, (network) => (shared.includes(network) && users(network) === 1 ? { external: true } : {})),
    ...define(file, 'volumes', volumes, () => ({})),
  };
}

function define(file: JsonMap, kind: 'networks' | 'volumes', names: readonly string[], definition: (name: string) => JsonMap): JsonMap {
  const written = isMap(file[kind]) ? file[kind] : {};
  const all = { ...Object.fromEntries(names.map((name) => [name, definition(name)])), ...written };
  return Object.keys(all).length === 0 ? {} : { [kind]: all };
}

const namesIn = (networks: Json | undefined): string[] =>
  Array.isArray(networks) ? networks.map(String) : isMap(networks) ? Object.keys(networks) : [];

function namedVolumes(volumes: Json | undefined): string[] {
  if (!Array.isArray(volumes)) return [];
  return volumes
    .map((volume: Json) =>
      isMap(volume)
        ? volume['type'] === 'volume'
          ? volume['source']
          : undefined
        : String(volume).includes(':')
          ? String(volume).split(':')[0]
          : undefined,
    )
    .filter((source) => typeof source === 'string')
    .filter((source) => !/^[./~$]/.test(source));
}

/** Our marks on every container. */
function withLabels(file: JsonMap, { name, deployment }: Service): JsonMap {
  const services = isMap(file['services']) ? file['services'] : {};
  const marked = Object.entries(services).map(([key, container]): [string, Json] => {
    if (!isMap(container)) return [key, container];
    const hash = filesHash(container, file, deployment.installPath, deployment.files);
    return [
      key,
      {
        ...container,
        labels: { ...labelMap(container['labels']), [serviceLabel]: name, ...(hash === null ? {} : { [filesLabel]: hash }) },
      },
    ];
  });
  return { ...file, services: Object.fromEntries(marked) };
}

/** Compose also takes labels as a list of `name=value`. */
const labelMap = (labels: Json | undefined): JsonMap =>
  Array.isArray(labels)
    ? Object.fromEntries(
        labels
          .map((label: Json) => String(label))
          .map((label) => [label.split('=')[0] ?? '', label.includes('=') ? label.slice(label.indexOf('=') + 1) : '']),
      )
    : isMap(labels)
      ? labels
      : {};
