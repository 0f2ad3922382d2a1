import type { JsonMap } from '@hl/compose';
import { isMap, isScalar, isSeq, Pair, Scalar, YAMLMap } from 'yaml';
import type { ComposeDocument } from '../read/document.js';
import type { Secrets } from '../read/secrets.js';
import type { Container } from '../read/main-container.js';
import { mapping } from './names.js';
import { overrideOf } from './override.js';
import type { PortEntry } from '../read/ports.js';
import { keepItems } from '../read/entries.js';

export interface DeploymentInput {
  readonly main: Container;
  readonly sides: readonly Container[];
  /** All but `services` of the compose file. */
  readonly top: YAMLMap;
  readonly service: string;
  /** Compose's name of the project that runs, which the result is to mean the same as; null: there is none. */
  readonly project: string | null;
  /** Our own keys. */
  readonly head: JsonMap;
  /** Of the main container, that hl publishes; null: it publishes none. */
  readonly entry: PortEntry | null;
  readonly secrets: Secrets;
}

/** The `deployment` section: nodes of the compose file where it says the same in the same words. */
export function deploymentOf(document: ComposeDocument, input: DeploymentInput): YAMLMap {
  const { main, sides, top, secrets, project, service, head, entry } = input;
  const { node } = main;
  if (entry !== null) keepItems(node, 'ports', (item) => item !== entry.node);
  for (const one of [main, ...sides]) withoutBuild(one.node, `${project ?? service}-${one.key}`);
  // What our file would take for something else when it is absent.
  if (!node.has('restart') && !node.hasIn(['deploy', 'restart_policy'])) node.set('restart', quoted('no'));
  const override = overrideOf(
    node,
    sides.map((side) => side.node),
    secrets,
    project !== null && !node.has('container_name'),
  );

  if (node.get('container_name') === service) node.delete('container_name');
  const result = document.createNode(head) as YAMLMap;
  result.items.push(...node.items);
  const listed = secrets.list.map(({ name, source }) => document.createNode(name === source ? { name } : { name, source }, { flow: true }));
  const own = result.get('secrets');
  if (isSeq(own)) own.items.push(...listed);
  else if (listed.length > 0) result.set('secrets', document.createNode(listed));
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

function quoted(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = 'QUOTE_SINGLE';
  return scalar;
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
