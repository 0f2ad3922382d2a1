import type { Deployment } from '@hl/core';
import { show } from '../check/wording.js';
import type { Report } from '../diagnostic.js';
import type { YamlFile } from '../yaml/read.js';
import type { Context } from './context.js';

/** Bytes. The kernel takes no string over 128 kB, its name included. */
const valueLimit = 120 * 1024;

export function environment({ input, report }: Context): Deployment['environment'] {
  const given = input.deployment.environment ?? {};
  for (const [name, value] of Object.entries(given)) {
    const size = Buffer.byteLength(value);
    if (size > valueLimit)
      report.error(
        ['deployment', 'environment', name],
        'size',
        `${name} is ${Math.ceil(size / 1024)} kB; a variable may be 120 kB at most`,
        'Put it into a file and list that under deployment.extra_files.',
      );
  }
  return given;
}

export function secrets({ input, report }: Context): Deployment['secrets'] {
  const given = input.deployment.secrets ?? [];
  for (const [index, { name }] of given.entries()) {
    const path = ['deployment', 'secrets', index, 'name'];
    if (given.findIndex((other) => other.name === name) < index)
      report.error(path, 'same-variable', `${name} is given twice`, 'Keep one of them.');
    if (Object.hasOwn(input.deployment.environment ?? {}, name))
      report.error(path, 'same-variable', `${name} is in environment too`, 'Remove it from environment.');
  }
  return given.map(({ name, source }) => ({ name, source: source ?? name }));
}

const watchtowerLabel = 'com.centurylinklabs.watchtower';

/** The container's own labels, after those that `watchtower` stands for. */
export function labels({ input, report }: Context): Deployment['labels'] {
  const { watchtower, service, deployment } = input;
  if (watchtower?.container_name !== undefined && watchtower.container_name !== service.name) {
    report.warn(
      ['watchtower', 'container_name'],
      'no-effect',
      `the container is called ${service.name}, not ${show(watchtower.container_name)}`,
      'Remove the line.',
    );
  }
  if (watchtower?.notify_on_update === false) {
    report.warn(
      ['watchtower', 'notify_on_update'],
      'no-effect',
      'Watchtower cannot be silent about a single container',
      'Remove the line; Watchtower has one setting for all.',
    );
  }
  return {
    ...(watchtower ? { [`${watchtowerLabel}.enable`]: String(watchtower.enabled ?? true) } : {}),
    ...(watchtower?.monitor_only ? { [`${watchtowerLabel}.monitor-only`]: 'true' } : {}),
    ...deployment.labels,
  };
}

/** Tells of values that keep their text although YAML would have changed it. */
export function checkKept(kept: YamlFile['kept'], report: Report): void {
  for (const { path, source, meaning } of kept) {
    const name = String(path.at(-1));
    const own =
      path[0] === 'deployment' && (path[1] === 'environment' || path[1] === 'labels' || path[3] === 'environment' || path[3] === 'labels');
    if (!own) continue;
    if (meaning === null)
      report.warn(
        path,
        'empty-value',
        `${name} has no value and so is the empty text`,
        `Write ${name}: '' to mean that, or list it under deployment.secrets.`,
      );
    else if (typeof meaning !== 'boolean' && String(meaning) !== source) {
      report.warn(
        path,
        'quote',
        `${name} is a number to YAML (${show(meaning)}); the container gets the text ${show(source)}`,
        `Put it in quotes: '${source}'.`,
      );
    }
  }
}
