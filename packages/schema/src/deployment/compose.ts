import { isRecord } from '@hl/core';
import { show } from '../check/show.js';
import type { Field } from '../diagnostic.js';
import { imageFix, isContainerName, shortPort, shortVolume, volumeHint } from './docker.js';

/** What Docker and compose refuse of a whole compose file. */
export function checkFile(file: unknown, field: Field): void {
  const { services, name } = isRecord(file) ? file : {};
  if (literal(name) && !/^[a-z0-9][a-z0-9_-]*$/.test(name)) {
    const hint = 'Compose wants lower case letters, digits, dashes and underscores, the first a letter or digit.';
    field.at('name').error('project-name', `${show(name)} is not the name of a project`, hint);
  }
  for (const [key, container] of Object.entries(isRecord(services) ? services : {})) checkContainer(container, field.at('services', key));
}

/** What Docker refuses for certain of a container that is written in compose's words. */
export function checkContainer(container: unknown, field: Field): void {
  const { image, container_name: name, ports, volumes } = isRecord(container) ? container : {};
  const fix = literal(image) ? imageFix(image) : null;
  if (fix !== null) field.at('image').error('image', `${show(image)} is not the name of an image`, fix);
  if (literal(name) && !isContainerName(name)) {
    const hint = 'Write at least two letters, digits, dots, dashes or underscores, the first a letter or digit.';
    field.at('container_name').error('container-name', `${show(name)} is not the name of a container`, hint);
  }
  for (const [index, port] of entries(ports)) {
    const { published = '', target = '' } = shortPort(String(port)) ?? {};
    const wrong = [published, target].flatMap((range) => range.split('-')).find((text) => text === '0' || Number(text) > 65_535);
    if (wrong !== undefined) field.at('ports', index).error('maximum', `${wrong} is not a port`, 'Ports go from 1 to 65535.');
  }
  for (const [index, volume] of entries(volumes)) {
    if (!literal(volume)) continue;
    const target = volume.includes(':') ? shortVolume(volume)?.container : volume;
    const here = field.at('volumes', index);
    if (target?.startsWith('/') && target !== '/') continue;
    if (target === undefined) here.error('volume', `${show(volume)} is not host:container`, volumeHint);
    else here.error('path', `${show(target)} is not an absolute path in the container`, 'Write a path such as /data.');
  }
}

/** What compose fills in is known on the host only. */
const literal = (value: unknown): value is string => typeof value === 'string' && !value.includes('$');

const entries = (list: unknown): [number, unknown][] => (Array.isArray(list) ? [...list.entries()] : []);
