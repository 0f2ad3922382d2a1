import { isMap, isScalar, isSeq, Scalar, type Node, type YAMLMap } from 'yaml';
import type { Remarks } from '../remarks.js';
import type { ComposeDocument } from './document.js';
import { addEntry, entriesOf, keepEntries, type Entry } from './entries.js';
import { readEnv } from './env-file.js';
import { eachText, hideSecrets } from './hide.js';
import { interpolate, type Value } from './interpolate.js';
import type { Project } from './project.js';
import { isSecret, type Secrets } from './secrets.js';

/** What stands beside a compose file, and what was found in it. */
export interface Surroundings extends Pick<Project, 'env' | 'read'> {
  readonly secrets: Secrets;
  readonly remarks: Remarks;
  /** Names of variables that stand where only compose can put them, and have no value. */
  readonly unresolved: Set<string>;
}

/** Puts variables in place everywhere but in containers. */
export function resolveTop(document: ComposeDocument, around: Surroundings): void {
  for (const { key, value } of document.contents.items)
    if (String(key) !== 'services') eachText(value, (scalar) => resolveText(scalar, '', around));
  for (const { name, at } of variablesOfDefinitions(document))
    at.value = around.secrets.claim(name, '', { value: around.env[name] ?? null, variable: name }, at);
}

/** Secrets and configs that compose takes from a variable. */
export const variablesOfDefinitions = (document: ComposeDocument): { name: string; at: Scalar }[] =>
  ['configs', 'secrets']
    .map((part) => document.get(part))
    .flatMap((part) => (isMap(part) ? part.items : []))
    .map(({ value }) => (isMap(value) ? (value.get('environment', true) as unknown) : null))
    .flatMap((at) => (isScalar(at) ? [{ name: String(at.value), at }] : []));

/** Puts variables and env files in place in one container, and names of secrets instead of secrets. */
export function resolveContainer(key: string, node: YAMLMap, around: Surroundings): void {
  envFiles(node, around);
  keepEntries(node, 'environment', (entry) => resolveVariable(entry, key, around));
  for (const pair of node.items) if (String(pair.key) !== 'environment') eachText(pair.value, (scalar) => resolveText(scalar, key, around));
  hideSecrets(key, node, around.secrets);
}

function resolveText(scalar: Scalar<string>, owner: string, around: Surroundings): void {
  if (!scalar.value.includes('$')) return;
  const text = interpolate(scalar.value, lookup('', owner, scalar, around), (name) => {
    if (isSecret(name, null)) return `\${${around.secrets.claim(name, owner, { value: null, variable: name }, scalar)}}`;
    around.unresolved.add(name);
    const hint = `Write ${name}=… into .env beside the file and import again, or write the value in place.`;
    around.remarks.add('error', scalar, `\${${name}} has no value`, hint);
    return `\${${name}}`;
  });
  // `replicas: ${N}` is a number once N is there.
  const isPlain = scalar.type === Scalar.PLAIN && /^(0|[1-9]\d{0,14}|true|false)$/.test(text);
  (scalar as Scalar).value = isPlain ? (JSON.parse(text) as unknown) : text;
}

/** @param as the variable of the container that a value is for: that its name is one of a secret is enough */
const lookup =
  (as: string, owner: string, at: unknown, { env, secrets }: Surroundings) =>
  (name: string): Value => {
    const value = env[name];
    if (value === undefined) return null;
    return isSecret(name, value) || isSecret(as, value)
      ? { secret: secrets.claim(as || name, owner, { value, variable: name }, at) }
      : { text: value };
  };

/** Puts the value of one variable of a container in place; false: it has none, so the container does not get it. */
function resolveVariable({ name, value, source, at, set }: Entry, owner: string, around: Surroundings): boolean {
  const { env, remarks, secrets } = around;
  if (value === null && env[name] === undefined && !isSecret(name, null)) {
    const hint = 'Write its value under environment when it is needed.';
    remarks.add('warning', at, `${name} has no value in .env, so the container does not get it`, hint);
    return false;
  }
  const raw = value ?? `\${${name}}`;
  const as = /^\$\{?\w+(:?\?.*)?\}?$/s.test(raw) ? name : '';
  const missing = (variable: string): string => `\${${secrets.claim(as || variable, owner, { value: null, variable }, at)}}`;
  set(interpolate(raw, lookup(as, owner, at, around), missing));
  const quote = 'Quote it when the text as it is written is meant.';
  if (value !== null && source !== value && /^[\d._]+$/.test(source ?? ''))
    remarks.add('info', at, `${name}: ${source} is the number ${value} to compose, and stays that`, quote);
  return true;
}

/** Variables of `env_file` belong to the container; its own `environment` has the last word. */
function envFiles(container: YAMLMap, { read, remarks }: Surroundings): void {
  const files = envFilesOf(container).map((file) => ({ ...file, text: read(file.path) }));
  const lost = files.filter(({ text, optional }) => text === null && !optional);
  const hint = 'Write its variables under environment, those that are secret under secrets, and remove env_file.';
  for (const { at, path } of lost) remarks.add('error', at, `env_file ${path} is not beside the file`, hint);
  if (lost.length > 0) return;
  container.delete('env_file');
  const own = new Set(entriesOf(container, 'environment').map(({ name }) => name));
  const given = new Map(files.flatMap(({ text, at }) => Object.entries(readEnv(text ?? '')).map(([name, value]) => [name, { value, at }])));
  for (const [name, { value, at }] of given)
    if (!own.has(name)) addEntry(container, 'environment', name, value.replaceAll('$', '$$$$'), at);
}

export function envFilesOf(container: YAMLMap): { path: string; at: Node; optional: boolean }[] {
  const written = container.get('env_file', true) as Node | undefined;
  return ((isSeq(written) ? written.items : written === undefined ? [] : [written]) as Node[]).map((at) => {
    const path = isMap(at) ? at.get('path') : isScalar(at) ? at.value : '';
    return { at, path: String(path).replace(/^\.\//, ''), optional: isMap(at) && at.get('required') === false };
  });
}
