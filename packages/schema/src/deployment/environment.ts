import { environmentOf, pairsOf } from '@hl/compose';
import { isRecord, type Deployment, type Json } from '@hl/core';
import { repeats } from '../check/lists.js';
import { show } from '../check/show.js';
import type { Field, Report } from '../diagnostic.js';
import type { DeploymentContext } from '../service/context.js';
import type { YamlFile } from '../yaml/read.js';
import { tellPlain } from '../check/plain-secret.js';
import { replaced, type Given } from './variables.js';

/** Bytes. The kernel takes no string over 128 kB, its name included. */
const valueLimit = 120 * 1024;

/** A mapping, whichever way it was written. */
export function environment({ deployment, report }: DeploymentContext, given: Given): Deployment['environment'] {
  const field = report.at('deployment', 'environment');
  const written = deployment.environment ?? {};
  const at = (name: string) =>
    Array.isArray(written) ? field.at(written.findLastIndex((line) => line === name || line.startsWith(`${name}=`))) : field.at(name);
  const variables = environmentOf(written as Json);
  const names = Object.keys(variables);
  const texts = names.map((name) => {
    const value = variables[name] ?? null;
    const text = value ?? '';
    const here = () => at(name);
    // No character has more than three bytes.
    if (text.length * 3 > valueLimit) tellSize(name, text, here());
    if (Array.isArray(written)) tellQuotes(name, text, here());
    tellPlain(name, text, here);
    const hint = `Write ${name}= to mean that, or list it under deployment.secrets.`;
    if (value === null) here().warn('empty-value', `${name} has no value and so is the empty text`, hint);
    return deployment.compose_file === undefined ? replaced(text, here, given) : text;
  });
  // Nearly always what is written, and nothing is copied.
  if (names.every((name, index) => variables[name] === texts[index])) return variables as Deployment['environment'];
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}

function tellSize(name: string, value: string, field: Field): void {
  const size = Buffer.byteLength(value);
  const message = `${name} is ${Math.ceil(size / 1024)} kB; a variable may be 120 kB at most`;
  if (size > valueLimit) field.error('size', message, 'Put it into a file and list that under deployment.extra_files.');
}

/** In a list nobody takes quotes away. */
function tellQuotes(name: string, value: string, field: Field): void {
  const [, , inner] = /^(["'])(.*)\1$/s.exec(value) ?? [];
  if (inner !== undefined) field.warn('quotes', `the quotes are part of ${name}`, `Write ${name}=${inner}, without them.`);
}

/** Ours, which become variables; and those that compose mounts, defined under `compose.secrets`. */
export function secrets({ deployment, report }: DeploymentContext): { ours: Deployment['secrets']; mounted: Json[] } {
  const { secrets: all = [], environment: written = {}, compose = {} } = deployment;
  if (all.length === 0) return { ours: [], mounted: [] };
  const field = report.at('deployment', 'secrets');
  const defined = isRecord(compose['secrets']) ? compose['secrets'] : {};
  const variables = environmentOf(written as Json);
  const mounted: Json[] = [];
  const ours = all.flatMap((entry, index) => {
    const { name, source, ...more } = typeof entry === 'string' ? { source: entry } : entry;
    const here = field.at(index);
    if (name !== undefined) {
      for (const key of Object.keys(more))
        here.at(key).key().warn('no-effect', `${key} is for a secret of compose; ${name} becomes a variable`, 'Remove the line.');
      if (source !== undefined && !/^[A-Za-z_]\w*$/.test(source))
        here.at('source').error('pattern', `${show(source)} is not the name of a variable`, 'For example: EXAMPLE_API_KEY.');
      return [{ name, source: source ?? name, index }];
    }
    const hint = `Write { name: ${/^\w+$/.test(source ?? '') ? source : 'API_KEY'} } for a variable of the container; to mount a file, define ${source ?? 'it'} under deployment.compose.secrets.`;
    if (source === undefined || !Object.hasOwn(defined, source)) {
      if (source === undefined) here.missing('name', hint);
      else here.error('secret', `there is no secret ${show(source)} under compose.secrets`, hint);
    } else mounted.push(entry as Json);
    return [];
  });
  for (const at of repeats(ours, ({ name }) => name))
    field.at(ours[at]?.index ?? 0, 'name').error('same-variable', `${ours[at]?.name} is given twice`, 'Keep one of them.');
  for (const { name, index } of ours)
    if (Object.hasOwn(variables, name))
      field.at(index, 'name').error('same-variable', `${name} is in environment too`, 'Remove it from environment.');
  return { ours: ours.map(({ name, source }) => ({ name, source })), mounted };
}

const watchtowerLabel = 'com.centurylinklabs.watchtower';

/** The container's own labels, after those that `watchtower` stands for. */
export function labels({ input, deployment, report }: DeploymentContext, container: string, given: Given): Deployment['labels'] {
  if (deployment.compose_file !== undefined) return {};
  const { watchtower } = input;
  const name = watchtower?.container_name ?? container;
  if (name !== container) {
    const field = report.at('watchtower', 'container_name');
    field.warn('no-effect', `the container is called ${container}, not ${show(name)}`, 'Remove the line.');
  }
  if (watchtower?.notify_on_update === false) {
    const hint = 'Remove the line; Watchtower has one setting for all.';
    report.at('watchtower', 'notify_on_update').warn('no-effect', 'Watchtower cannot be silent about a single container', hint);
  }
  const field = report.at('deployment', 'labels');
  const written = deployment.labels ?? {};
  const own = Object.entries(pairsOf(written as Json)).map(([label, value], index) => {
    const here = () => (Array.isArray(written) ? field.at(index) : field.at(label));
    return [label, replaced(String(value), here, given)] as const;
  });
  return {
    ...(watchtower && { [`${watchtowerLabel}.enable`]: String(watchtower.enabled ?? true) }),
    ...(watchtower?.monitor_only && { [`${watchtowerLabel}.monitor-only`]: 'true' }),
    ...Object.fromEntries(own),
  };
}

/** Tells of values that keep their text although YAML would have changed it. */
export function checkKept(kept: YamlFile['kept'], report: Report): void {
  for (const { path, source, meaning } of kept) {
    // Of the container itself, or of one under `services` or `compose.services`.
    const own = path[0] === 'deployment' && [path[1], path[3]].some((key) => key === 'environment' || key === 'labels');
    if (!own || typeof meaning === 'boolean' || String(meaning) === source) continue;
    const name = String(path.at(-1));
    if (meaning === null) {
      const hint = `Write ${name}: '' to mean that, or list it under deployment.secrets.`;
      report.at(...path).warn('empty-value', `${name} has no value and so is the empty text`, hint);
    } else {
      const message = `${name} is a number to YAML (${show(meaning)}); the container gets the text ${show(source)}`;
      report.at(...path).warn('quote', message, `Put it in quotes: '${source}'.`);
    }
  }
}
