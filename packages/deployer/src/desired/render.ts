import { emit, listOf, mapOf, mapValues, merge, namesIn, overrideFiles, pairsOf, volumeOf, type Declared, type JsonMap } from '@hl/compose';
import { isRecord, type Deployment, type Service } from '@hl/core';
import type { EngineKind } from '../client/engine.js';
import { ourLabels } from '../file/files-hash.js';
import { mark } from '../spec.js';
import { composeText, mainContainer } from './container.js';
import { isDeployed, mainKey, type Deployed } from './deployed.js';
import { ownFile } from './own-file.js';
import { stackOf } from './stack.js';

/** What is written on a host: compose.yml; where that is the service's own file, compose.hl.yml beside it, which compose merges over it. */
export interface Rendered {
  readonly compose: string;
  readonly overlay?: string;
}

/**
 * Exactly the files that are written for `service` on a host of that kind, and what compose.yml says where it is ours alone.
 *
 * @throws HlError HL_COMPOSE_FILE (`input`) when the service brings its own compose file and that is no compose file
 */
export function rendered(service: Deployed, kind: EngineKind): { readonly files: Rendered; readonly top: JsonMap | null } {
  const header = `${mark} service ${service.name}, from ${service.path}. Edit it there: changes made here are overwritten.\n`;
  const { composeFile } = service.deployment;
  if (composeFile !== null) {
    const { compose, overlay } = ownFile(service, composeFile, kind);
    return { files: { compose, overlay: header + emit(overlay) }, top: null };
  }
  const top = kind === 'swarm' ? stackOf(composeOf(service), service) : composeOf(service);
  return { files: { compose: header + emit(top) }, top };
}

/** The same as one text: two files are two documents, which compose reads as one file. Empty for a service without containers. */
export function render(service: Service, kind: EngineKind = 'docker'): string {
  if (!isDeployed(service)) return '';
  const { compose, overlay } = rendered(service, kind).files;
  return overlay === undefined ? compose : `${compose}${compose.endsWith('\n') ? '' : '\n'}---\n${overlay}`;
}

function composeOf(service: Deployed): JsonMap {
  const { name, deployment } = service;
  const declared: Declared = { names: new Set(deployment.secrets.map((secret) => secret.name)), any: deployment.secretsFile !== null };
  const main = mainKey(service);
  const side = mapValues(deployment.services as JsonMap, (written) => composeText(written, declared));
  const services = { [main]: mainContainer(service, declared), ...side };
  const merged = overrideFiles(main, composeText(deployment.compose, declared)).reduce<JsonMap>(merge, { name, services });
  return withLabels(withDefinitions(merged, deployment), service);
}

/** Compose wants every named volume and network defined at the top. A network that only the main container uses is shared with other services. */
function withDefinitions(file: JsonMap, deployment: Deployment): JsonMap {
  const containers = Object.values(mapOf(file['services'])).map(mapOf);
  const used = containers.flatMap(({ networks }) => (networks === undefined ? [] : namesIn(networks)));
  const shared = namesIn(deployment.networks);
  const isShared = (network: string): boolean => shared.includes(network) && used.filter((name) => name === network).length === 1;
  const networks = [...new Set(used)]
    .filter((network) => network !== 'default')
    .map((network): [string, JsonMap] => [network, isShared(network) ? { external: true } : {}]);
  const volumes = containers
    .flatMap(({ volumes: written }) => listOf(written).filter((one) => typeof one !== 'string' || !/^[./~]/.test(one))) // paths have no name
    .map(volumeOf)
    .flatMap(({ type, source }) => (type === 'volume' && source !== null && !/^[./~$]/.test(source) ? [source] : []))
    .map((volume): [string, JsonMap] => [volume, {}]);
  return { ...file, ...define(file, 'networks', networks), ...define(file, 'volumes', volumes) };
}

function define(file: JsonMap, kind: 'networks' | 'volumes', definitions: readonly [string, JsonMap][]): JsonMap {
  const all = { ...Object.fromEntries(definitions), ...mapOf(file[kind]) };
  return Object.keys(all).length === 0 ? {} : { [kind]: all };
}

/** Our marks on every container. */
function withLabels(file: JsonMap, { name, deployment }: Deployed): JsonMap {
  const services = mapValues(mapOf(file['services']), (container) =>
    isRecord(container)
      ? { ...container, labels: { ...pairsOf(container['labels']), ...ourLabels(name, container, file, deployment) } }
      : container,
  );
  return { ...file, services };
}
