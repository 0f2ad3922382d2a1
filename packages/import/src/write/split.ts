import { listOf, namesIn, volumesOf, type JsonMap } from '@hl/compose';
import { isRecord } from '@hl/core';
import { isMap, isSeq, YAMLMap, type Scalar } from 'yaml';
import type { ComposeDocument } from '../read/document.js';
import type { Container } from '../read/main-container.js';
import type { Remarks } from '../remarks.js';
import { mapping } from './service-file.js';

/** What Docker calls a network or volume of a project. */
const realName = (document: ComposeDocument, section: string, key: string, project: string): string =>
  String(document.getIn([section, key, 'name']) ?? (document.getIn([section, key, 'external']) === true ? key : `${project}_${key}`));

/** Makes containers of one project find each other although each is a project of its own: by shared networks, and the same volumes. */
export function standAlone(document: ComposeDocument, containers: readonly Container[], project: string, remarks: Remarks): void {
  const shared = new Set<string>();
  const share = (key: string): string => {
    const name = realName(document, 'networks', key, project);
    shared.add(name);
    return name;
  };
  for (const { key, node } of containers) {
    const mode = String(node.get('network_mode') ?? '');
    const networks = node.get('networks');
    const provider = containers.find((one) => mode === `service:${one.key}`);
    if (provider) node.set('network_mode', `container:${String(provider.node.get('container_name') ?? provider.key)}`);
    else if (isMap(networks) || isSeq(networks))
      for (const name of isMap(networks) ? networks.items.map(({ key: one }) => one) : networks.items)
        (name as Scalar).value = share(String(name));
    else if (mode === '') node.set('networks', document.createNode([share('default')]));
    const needs = namesIn((node.toJSON() as JsonMap)['depends_on']);
    if (node.delete('depends_on')) node.set('depends_on_services', document.createNode(needs));
    const hint = 'Keep them together: import without --split.';
    for (const word of ['links', 'volumes_from'])
      if (node.has(word)) remarks.add('error', node.get(word, true), `${word} of ${key} names a container of another service now`, hint);
  }
  const [first] = shared;
  const hint = `On the host, unless it is there: docker network create ${first}`;
  if (first !== undefined)
    remarks.add('warning', document.get('services', true), `the services find each other on ${[...shared].join(', ')}`, hint);
}

/** Definitions that one container uses; its volumes are those that the project has. */
export function topOf(document: ComposeDocument, { node }: Container, project: string): YAMLMap {
  const result = new YAMLMap();
  const container = node.toJSON() as JsonMap;
  const named = volumesOf(container).flatMap(({ type, source }) => (type === 'volume' && source !== null ? [source] : []));
  const volumes = named.map((key) => [key, { name: realName(document, 'volumes', key, project), external: true }]);
  if (volumes.length > 0) result.set('volumes', document.createNode(Object.fromEntries(volumes)));
  for (const section of ['configs', 'secrets']) {
    const used = listOf(container[section]).map((item) => String(isRecord(item) ? item['source'] : item));
    const definitions = document.get(section);
    const kept = isMap(definitions) ? definitions.items.filter(({ key }) => used.includes(String(key))) : [];
    if (kept.length > 0) result.set(section, mapping(kept.map((pair) => pair.clone())));
  }
  return result;
}
