import type { ComposeDocument } from '../read/document.js';
import { isMap, isScalar, isSeq, YAMLMap, YAMLSeq } from 'yaml';
import { volumesOf } from '@hl/compose';
import type { Remarks } from '../remarks.js';
import type { Container } from '../read/main-container.js';
import { namesIn } from './names.js';

/** Makes containers of one project find each other although each is a project of its own: by shared networks, and the same volumes. */
export function standAlone(document: ComposeDocument, containers: readonly Container[], project: string, remarks: Remarks): void {
  const realName = (key: string): string =>
    String(document.getIn(['networks', key, 'name']) ?? (isExternal(document, 'networks', key) ? key : `${project}_${key}`));
  const shared = new Set<string>();
  const share = (key: string): string => (shared.add(realName(key)), realName(key));
  for (const { key, node } of containers) {
    const mode = String(node.get('network_mode') ?? '');
    const networks = node.get('networks');
    const provider = containers.find((one) => mode === `service:${one.key}`);
    if (provider) node.set('network_mode', `container:${String(provider.node.get('container_name') ?? provider.key)}`);
    else if (networks !== undefined) for (const name of namesIn(networks)) name.value = share(String(name.value));
    else if (mode === '') node.set('networks', document.createNode([share('default')]));
    const needs = node.get('depends_on');
    if (isMap(needs) || isSeq(needs)) {
      node.set('depends_on_services', document.createNode(namesIn(needs).map(({ value }) => value)));
      node.delete('depends_on');
    }
    const hint = 'Keep them together: import without --split.';
    for (const word of ['links', 'volumes_from'])
      if (node.has(word)) remarks.add('error', node.get(word, true), `${word} of ${key} names a container of another service now`, hint);
  }
  const [first] = shared;
  const hint = `On the host, unless it is there: docker network create ${first}`;
  if (first !== undefined)
    remarks.add('warning', document.get('services', true), `the services find each other on ${[...shared].join(', ')}`, hint);
}

const isExternal = (document: ComposeDocument, section: string, key: string): boolean =>
  document.getIn([section, key, 'external']) === true;

/** Definitions that one container uses; its volumes are those that the project has. */
export function topOf(document: ComposeDocument, { node }: Container, project: string): YAMLMap {
  const result = new YAMLMap();
  const volumes = volumesOf(node.toJSON() as Parameters<typeof volumesOf>[0]).flatMap(({ type, source }) =>
    type === 'volume' && source !== null ? [source] : [],
  );
  const own = volumes.map((name): [string, unknown] => [
    name,
    {
      name: String(document.getIn(['volumes', name, 'name']) ?? (isExternal(document, 'volumes', name) ? name : `${project}_${name}`)),
      external: true,
    },
  ]);
  if (own.length > 0) result.set('volumes', document.createNode(Object.fromEntries(own)));
  for (const section of ['configs', 'secrets']) {
    const used = node.get(section);
    const names = (used instanceof YAMLSeq ? used.items : []).map((item) =>
      String(isMap(item) ? item.get('source') : isScalar(item) ? item.value : ''),
    );
    const definitions = document.get(section);
    const kept = isMap(definitions) ? definitions.items.filter(({ key }) => names.includes(String(key))) : [];
    if (kept.length === 0) continue;
    const map = new YAMLMap();
    map.items = kept.map((pair) => pair.clone());
    result.set(section, map);
  }
  return result;
}
