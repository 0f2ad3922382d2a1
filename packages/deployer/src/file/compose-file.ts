import { parse } from 'yaml';
import { isMap } from './merge.js';
import type { JsonMap } from './merge.js';
import { filesHash } from './files-hash.js';
import { filesLabel } from '../spec.js';
import type { ComposeSpec } from '../spec.js';

const fileOf = (compose: string): JsonMap => {
  const top: unknown = parse(compose, { merge: true, logLevel: 'silent' });
  return isMap(top) ? top : {};
};

const containersOf = (top: JsonMap): [string, JsonMap][] =>
  isMap(top['services']) ? Object.entries(top['services']).filter((entry): entry is [string, JsonMap] => isMap(entry[1])) : [];

/** Image reference of a compose service, or null. */
export function imageOf(compose: string, service: string): string | null {
  const container = containersOf(fileOf(compose)).find(([name]) => name === service)?.[1];
  return typeof container?.['image'] === 'string' && !container['image'].includes('$') ? container['image'] : null;
}

/** All image references, or null when only compose can tell (interpolation, builds, odd spellings). */
export function imagesOf(compose: string): string[] | null {
  const images = containersOf(fileOf(compose)).map(([, { image, build }]) => (build === undefined ? image : undefined));
  return images.every((image) => typeof image === 'string' && /^[\w./:@-]+$/.test(image)) && images.length > 0
    ? [...new Set(images.map(String))]
    : null;
}

/** Networks that other services share: they must exist before `up`, and nobody else makes them. */
export const sharedNetworks = (compose: string): string[] => {
  const networks = fileOf(compose)['networks'];
  if (!isMap(networks)) return [];
  return Object.entries(networks)
    .filter(([, network]) => isMap(network) && network['external'] === true)
    .map(([name, network]) => (isMap(network) && typeof network['name'] === 'string' ? network['name'] : name));
};

/**
 * Compose services whose files on the host are not what they were deployed with, though compose sees no change:
 * a file was changed or deleted by hand, so the label with its hash is the same before and after.
 */
export function differing(before: ComposeSpec, after: ComposeSpec): string[] {
  const spoiled = after.files.filter(
    ({ destination, sha256, mode }) =>
      !before.files.some((file) => file.destination === destination && file.sha256 === sha256 && file.mode === mode),
  );
  if (spoiled.length === 0 || before.compose === '') return [];
  const [old, top] = [fileOf(before.compose), fileOf(after.compose)];
  const former = new Map(containersOf(old));
  return containersOf(top)
    .filter(
      ([name, container]) =>
        filesHash(container, top, after.installPath, spoiled) !== null && labelOf(container) === labelOf(former.get(name) ?? {}),
    )
    .map(([name]) => name);
}

const labelOf = ({ labels }: JsonMap): unknown =>
  isMap(labels)
    ? labels[filesLabel]
    : Array.isArray(labels)
      ? labels.find((label) => String(label).startsWith(`${filesLabel}=`))
      : undefined;
