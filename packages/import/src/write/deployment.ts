import type { ComposeDocument } from '../read/document.js';
import type { JsonMap } from '@hl/compose';
import { isMap, isScalar, isSeq, Scalar, YAMLMap, type Pair } from 'yaml';
import { keepEntries } from '../read/entries.js';
import { literal } from '../read/interpolate.js';
import { eachText } from '../read/resolve.js';
import type { Secrets } from '../read/secrets.js';
import type { Remarks } from '../remarks.js';
import type { Container } from './main-container.js';
import { withoutPort, type PortEntry } from './ports.js';

export interface DeploymentInput {
  readonly main: Container;
  readonly sides: readonly Container[];
  /** All but `services` of the compose file. */
  readonly top: YAMLMap;
  readonly service: string;
  /** Compose's name of the project that runs, which the result is to mean the same as; null: there is none. */
  readonly project: string | null;
  readonly head: JsonMap;
  /** Of the main container, that hl publishes; null: it publishes none. */
  readonly entry: PortEntry | null;
  readonly secrets: Secrets;
  readonly remarks: Remarks;
}

/** Where our file takes a `$` for what it is. Everything else is compose's language in both. */
const literalKeys = new Set([
  'image',
  'entrypoint',
  'command',
  'user',
  'cap_add',
  'devices',
  'network_mode',
  'networks',
  'ports',
  'volumes',
  'environment',
  'labels',
]);

/** The `deployment` section: nodes of the compose file where it says the same in the same words. */
export function deploymentOf(document: ComposeDocument, input: DeploymentInput): YAMLMap {
  const { main, sides, secrets, project, service } = input;
  const override = new YAMLMap();
  prepareMain(document, input, override);
  const result = document.createNode(input.head) as YAMLMap;
  for (const pair of main.node.items) result.items.push(pair);
  const listed = secrets.list.map(({ name, source }) => document.createNode(name === source ? { name } : { name, source }, { flow: true }));
  const own = result.get('secrets');
  if (isSeq(own)) own.items.push(...listed);
  else if (listed.length > 0) result.set('secrets', document.createNode(listed));
  if (sides.length > 0) result.set('services', mapping(sides.map(({ pair }) => pair)));
  const compose = composeOf(document, input);
  if (override.items.length > 0) compose.set('services', document.createNode({ [main.key]: override }));
  if (project !== null && project !== service) compose.items.unshift(document.createPair('name', project));
  if (compose.items.length > 0) result.set('compose', compose);
  return result;
}

/** Turns the main container's own words where ours are others; what only an override can say goes there. */
function prepareMain(
  document: ComposeDocument,
  { main: { node, key }, sides, project, service, entry, secrets, remarks }: DeploymentInput,
  override: YAMLMap,
): void {
  if (entry !== null) withoutPort(node, entry);
  if (node.has('build')) {
    const image = isScalar(node.get('image', true)) ? node.get('image') : `${project ?? service}-${key}`;
    remarks.add(
      'error',
      node.get('build', true),
      `${key} is built from sources, which hl does not send`,
      `Push the image to a registry and write it as image; until then it is ${image}, as it lies on the machine that built it.`,
    );
    node.delete('build');
    node.set('image', image);
  }
  const image = node.items.findIndex((pair) => String(pair.key) === 'image');
  if (image > 0) node.items.unshift(...node.items.splice(image, 1));
  if (!node.has('restart') && !hasRestartPolicy(node)) node.set('restart', quoted('no'));
  if (!node.has('container_name') && project !== null) override.set('container_name', reset());
  else if (node.get('container_name') === service) node.delete('container_name');
  const health = node.get('healthcheck');
  if (isMap(health) && !health.has('test') && !health.has('disable') && !health.has('endpoint')) {
    override.set('healthcheck', health);
    node.delete('healthcheck');
  }
  const leaked = new Set(secrets.list.map(({ name }) => name));
  dropOwnSecrets(node, leaked);
  const environment = new YAMLMap();
  for (const name of leaked) environment.set(name, reset());
  keepEntries(node, 'environment', ({ name, value }) => {
    if (!isEscaped(value ?? '')) return true;
    environment.set(name, value);
    return false;
  });
  if (environment.items.length > 0) override.set('environment', environment);
  // A main container that names networks gets the default one, too, when others are there only.
  const onDefault = sides.some((side) => !side.node.has('networks') && !side.node.has('network_mode'));
  if (onDefault && node.has('networks') && !namesOf(node.get('networks')).includes('default'))
    override.set('networks', mapping([document.createPair('default', reset())]));
  for (const pair of [...node.items]) {
    let escaped = false;
    if (literalKeys.has(String(pair.key))) eachText(pair.value, ({ value }) => (escaped ||= isEscaped(value)));
    if (!escaped) continue;
    override.items.push(pair);
    node.items = node.items.filter((one) => one !== pair);
  }
  for (const pair of node.items)
    if (literalKeys.has(String(pair.key))) eachText(pair.value, (scalar) => (scalar.value = literal(scalar.value)));
  for (const side of sides)
    if (side.node.has('build') && !side.node.has('image'))
      remarks.add(
        'error',
        side.node.get('build', true),
        `${side.key} is built from sources, which hl does not send`,
        'Push the image to a registry and write image instead of build.',
      );
}

/** `$${NAME}`: the very text, which has no spelling where `${NAME}` is a secret. */
const isEscaped = (text: string): boolean => /(^|[^$])(\$\$)+\{/.test(text);

const namesOf = (written: unknown): string[] =>
  isMap(written) ? written.items.map(({ key }) => String(key)) : isSeq(written) ? written.items.map(String) : [];

function quoted(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = 'QUOTE_SINGLE';
  return scalar;
}

/** Compose's way to say that a file before this one said too much. */
function reset(): Scalar {
  const nothing = new Scalar(null);
  nothing.tag = '!reset';
  return nothing;
}

const hasRestartPolicy = (node: YAMLMap): boolean => node.getIn(['deploy', 'restart_policy']) !== undefined;

/** `NAME: ${NAME}` is what a secret of that name is: what is left in `names` the container would get without having asked for it. */
function dropOwnSecrets(container: YAMLMap, names: Set<string>): void {
  keepEntries(container, 'environment', ({ name, value }) => value !== `\${${name}}` || !names.delete(name));
}

export function mapping(pairs: readonly Pair[]): YAMLMap {
  const map = new YAMLMap();
  const [first] = pairs;
  if (isScalar(first?.key)) first.key.spaceBefore = false;
  map.items = [...pairs] as YAMLMap['items'];
  return map;
}

/** Definitions of networks, volumes, configs and secrets; volumes without a word are defined by being used. */
function composeOf(document: ComposeDocument, { top }: DeploymentInput): YAMLMap {
  const result = new YAMLMap();
  for (const pair of top.items) {
    const key = String(pair.key);
    if (['services', 'version', 'name'].includes(key) || key.startsWith('x-') || !isMap(pair.value)) continue;
    const definitions = pair.value;
    for (const definition of definitions.items) if (isEmpty(definition)) definition.value = document.createNode({});
    if (key === 'volumes') definitions.items = definitions.items.filter((definition) => !isPlain(definition));
    if (isScalar(pair.key)) pair.key.spaceBefore = false;
    if (definitions.items.length > 0) result.items.push(pair);
  }
  return result;
}

const isEmpty = ({ value }: Pair): boolean => value === null || (isScalar(value) && value.value === null);
const isPlain = ({ key, value }: Pair): boolean => isMap(value) && value.items.length === 0 && isScalar(key) && !key.commentBefore;
