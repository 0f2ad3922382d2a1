import type { Deployment } from '@hl/core';
import { repeats } from '../check/lists.js';
import { show } from '../check/show.js';
import type { Report } from '../diagnostic.js';
import type { Context } from '../service/context.js';
import type { YamlFile } from '../yaml/read.js';

/** Bytes. The kernel takes no string over 128 kB, its name included. */
const valueLimit = 120 * 1024;

export function environment({ input, report }: Context): Deployment['environment'] {
  const given = input.deployment.environment ?? {};
  for (const [name, value] of Object.entries(given)) {
    const size = Buffer.byteLength(value);
    if (size <= valueLimit) continue;
    const message = `${name} is ${Math.ceil(size / 1024)} kB; a variable may be 120 kB at most`;
    const hint = 'Put it into a file and list that under deployment.extra_files.';
    report.at('deployment', 'environment', name).error('size', message, hint);
  }
  return given;
}

export function secrets({ input, report }: Context): Deployment['secrets'] {
  const { secrets: given = [], environment = {} } = input.deployment;
  const field = report.at('deployment', 'secrets');
  for (const index of repeats(given, ({ name }) => name))
    field.at(index, 'name').error('same-variable', `${given[index]?.name} is given twice`, 'Keep one of them.');
  for (const [index, { name }] of given.entries())
    if (Object.hasOwn(environment, name))
      field.at(index, 'name').error('same-variable', `${name} is in environment too`, 'Remove it from environment.');
  return given.map(({ name, source = name }) => ({ name, source }));
}

const watchtowerLabel = 'com.centurylinklabs.watchtower';

/** The container's own labels, after those that `watchtower` stands for. */
export function labels({ input, report }: Context): Deployment['labels'] {
  const { watchtower, service, deployment } = input;
  const name = watchtower?.container_name ?? service.name;
  if (name !== service.name) {
    const field = report.at('watchtower', 'container_name');
    field.warn('no-effect', `the container is called ${service.name}, not ${show(name)}`, 'Remove the line.');
  }
  if (watchtower?.notify_on_update === false) {
    const hint = 'Remove the line; Watchtower has one setting for all.';
    report.at('watchtower', 'notify_on_update').warn('no-effect', 'Watchtower cannot be silent about a single container', hint);
  }
  return {
    ...(watchtower && { [`${watchtowerLabel}.enable`]: String(watchtower.enabled ?? true) }),
    ...(watchtower?.monitor_only && { [`${watchtowerLabel}.monitor-only`]: 'true' }),
    ...deployment.labels,
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
