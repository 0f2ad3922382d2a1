import { isMap, isScalar, isSeq, Pair, Scalar, YAMLMap } from 'yaml';
import { volumeOf } from '@hl/compose';
import type { Json } from '@hl/core';
import { labelsOf } from '../labels/labels.js';
import { watchtowerOf } from '../labels/tiles.js';
import type { Imported, ImportInput } from '../options.js';
import { commentBefore, type ComposeDocument } from '../read/document.js';
import { keepItems } from '../read/entries.js';
import type { Container } from '../read/main-container.js';
import { listed, type Secrets } from '../read/secrets.js';
import type { Remarks } from '../remarks.js';
import { overrideOf } from './override.js';
import { pagesOf } from './pages.js';
import { mapping, serviceFile } from './service-file.js';

/** The containers of one service. */
export interface One {
  readonly document: ComposeDocument;
  /** All but `services` of the compose file. */
  readonly top: YAMLMap;
  readonly main: Container;
  readonly sides: readonly Container[];
  readonly service: string;
  /** Compose's name of the project that runs, which the result is to mean the same as; null: there is none. */
  readonly project: string | null;
  readonly secrets: Secrets;
  readonly remarks: Remarks;
}

/** A service file of nodes of the compose file where it says the same in the same words. */
export function oneService({ path = 'compose.yml', options }: ImportInput, one: One): Imported['files'][number] {
  const { document, main, sides, service, remarks } = one;
  const { targetHost, domain = null, installPath } = options;
  const { route, tile, port, containerPort, entry, further } = pagesOf(main, sides, { document, domain, remarks });
  const watchtower = watchtowerOf(labelsOf(main.node), remarks);
  if (route?.health) setHealth(main.node, route.health);
  for (const { node } of [main, ...sides]) tellPaths(node, installPath ?? null, service, remarks);
  const dns = 'Add dns: {} to the file, and to each page, to have them made.';
  if (route) remarks.add('info', main.pair.key, 'the names of its routes get no DNS record', dns);
  if (entry !== null) keepItems(main.node, 'ports', (item) => item !== entry.node);
  const head = {
    target_host: targetHost,
    ...(port !== null && { port }),
    ...(containerPort !== null && containerPort !== port && { container_port: containerPort }),
    ...(installPath !== undefined && { install_path: installPath }),
    ...(main.key !== service && { compose_service: main.key }),
  };
  const before = commentBefore(document, document.contents, document.contents.items[0]);
  return serviceFile(options, {
    name: service,
    tile,
    deployment: deploymentOf(one, document.createNode(head) as YAMLMap),
    comment: commentBefore(main.pair),
    sections: {
      ...(route && { traefik: route.section }),
      ...(tile.glance && { glance: tile.glance }),
      ...(watchtower && { watchtower }),
      ...(Object.keys(further).length > 0 && { pages: further }),
    },
    head: [` From ${path.split('/').at(-1)}, by hl import.`, ...(before === undefined ? [] : [before])].join('\n\n'),
  });
}

function setHealth(container: YAMLMap, endpoint: string): void {
  const own = container.get('healthcheck');
  if (isMap(own)) own.set('endpoint', endpoint);
  else container.set('healthcheck', new Map([['endpoint', endpoint]]));
}

/** Relative paths lie in another directory now, unless the project stays where it is. */
function tellPaths(container: YAMLMap, installPath: string | null, service: string, remarks: Remarks): void {
  const volumes = container.get('volumes');
  for (const item of isSeq(volumes) ? volumes.items : []) {
    const source = isMap(item) || isScalar(item) ? (volumeOf(item.toJSON() as Json).source ?? '') : '';
    const absolute = 'Write the absolute path, as docker inspect shows it.';
    if (source.startsWith('~')) remarks.add('error', item, `${source} begins at the home directory of whoever ran compose`, absolute);
    const move = 'Move what lies there, list small files under extra_files, or write deployment.install_path.';
    if (source.startsWith('.') && installPath === null)
      remarks.add('info', item, `${source} is below the install path on the host, such as /opt/${service}`, move);
  }
}

/** @param result our own keys, to which those of compose are added */
function deploymentOf({ document, top, main, sides, service, project, secrets }: One, result: YAMLMap): YAMLMap {
  const { node } = main;
  for (const one of [main, ...sides]) withoutBuild(one.node, `${project ?? service}-${one.key}`);
  // What our file would take for something else when it is absent.
  if (!node.has('restart') && !node.hasIn(['deploy', 'restart_policy']))
    node.set('restart', Object.assign(new Scalar('no'), { type: Scalar.QUOTE_SINGLE }));
  const unnamed = project !== null && !node.has('container_name');
  const others = sides.map((side) => side.node);
  const override = overrideOf(node, others, secrets, unnamed);
  if (node.get('container_name') === service) node.delete('container_name');
  result.items.push(...node.items);
  const names = listed(secrets).map((secret) => document.createNode(secret, { flow: true }));
  const own = result.get('secrets');
  if (isSeq(own)) own.items.push(...names);
  else if (names.length > 0) result.set('secrets', document.createNode(names));
  if (sides.length > 0) result.set('services', mapping(sides.map(({ pair }) => pair)));
  const compose = mapping([
    ...(project !== null && project !== service ? [document.createPair('name', project)] : []),
    ...definitionsOf(document, top),
    ...(override.items.length > 0 ? [document.createPair('services', { [main.key]: override })] : []),
  ]);
  if (compose.items.length > 0) result.set('compose', compose);
  return result;
}

/** hl sends no sources: the image is what compose calls it where it was built. */
function withoutBuild(container: YAMLMap, built: string): void {
  if (!container.delete('build') || container.has('image')) return;
  container.items.unshift(new Pair(new Scalar('image'), new Scalar(built)));
}

/** Networks, volumes, configs and secrets; volumes without a word are defined by being used. */
function definitionsOf(document: ComposeDocument, top: YAMLMap): Pair[] {
  return top.items.filter(({ key, value }) => {
    if (/^(services|version|name|x-.*)$/.test(String(key)) || !isMap(value)) return false;
    for (const pair of value.items)
      if (!pair.value || (isScalar(pair.value) && pair.value.value === null)) pair.value = document.createNode({});
    if (String(key) === 'volumes') value.items = value.items.filter((pair) => !isPlain(pair));
    if (isScalar(key)) key.spaceBefore = false;
    return value.items.length > 0;
  });
}

const isPlain = ({ key, value }: Pair): boolean => isMap(value) && value.items.length === 0 && isScalar(key) && !key.commentBefore;
