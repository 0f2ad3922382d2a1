import type { Json } from '@hl/core';
import { show } from '../check/wording.js';
import type { Path, Report } from '../diagnostic.js';

const domainPart = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const domain = `(?:${domainPart}(?:\\.${domainPart})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?`;
const name = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
/** Source: the grammar in github.com/distribution/reference/reference.go */
const reference = new RegExp(`^(?:${domain}/)?(${name}(?:/${name})*)(?::\\w[\\w.-]{0,127})?(?:@${digest})?$`);

const takes = (image: string): boolean => {
  const [whole, path = ''] = reference.exec(image) ?? [];
  return whole !== undefined && path.length <= 255 && path !== 'scratch';
};

/** The way to write an image that Docker refuses; null when it takes it. */
export function imageFix(image: string): string | null {
  if (takes(image)) return null;
  const lower = image.replace(
    /^([^/]*[.:][^/]*\/)?([^:@]*)/,
    (_, registry: string | undefined, rest: string) => (registry ?? '') + rest.toLowerCase(),
  );
  return takes(lower) ? `Write ${lower}: the name is in lower case.` : 'Write registry/name:tag, e.g. ghcr.io/alexta69/metube:2026.08.15.';
}

/** Source: `RestrictedNamePattern` in github.com/moby/moby/daemon/names */
export const isContainerName = (text: string): boolean => /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(text);

/** What compose fills in is known on the host only. */
const literal = (value: Json | undefined): value is string => typeof value === 'string' && !value.includes('$');

/** What Docker refuses for certain of a container that is written in compose's words. */
export function checkContainer(container: Json, path: Path, report: Report): void {
  if (typeof container !== 'object' || container === null || Array.isArray(container)) return;
  const { image, container_name: called, ports, volumes } = container as { readonly [key: string]: Json };
  if (literal(image)) {
    const fix = imageFix(image);
    if (fix !== null) report.error([...path, 'image'], 'image', `${show(image)} is not the name of an image`, fix);
  }
  if (literal(called) && !isContainerName(called))
    report.error(
      [...path, 'container_name'],
      'container-name',
      `${show(called)} is not the name of a container`,
      'Write at least two letters, digits, dots, dashes or underscores, the first a letter or digit.',
    );
  for (const [index, port] of entries(ports)) {
    const numbers = literal(port)
      ? (/^(?:.*:)?([0-9-]+):([0-9-]+)(?:\/\w+)?$|^([0-9-]+)(?:\/\w+)?$/.exec(port) ?? []).slice(1)
      : [String(port)];
    const bad = numbers
      .flatMap((text) => text?.split('-') ?? [])
      .find((text) => /^\d+$/.test(text) && (Number(text) > 65535 || text === '0'));
    if (bad !== undefined) report.error([...path, 'ports', index], 'maximum', `${bad} is not a port`, 'Ports go from 1 to 65535.');
  }
  for (const [index, volume] of entries(volumes)) {
    if (literal(volume)) checkVolume(volume, [...path, 'volumes', index], report);
  }
}

const entries = (list: Json | undefined): [number, Json][] => (Array.isArray(list) ? [...(list as readonly Json[]).entries()] : []);

function checkVolume(volume: string, path: Path, report: Report): void {
  // Drive letters are of no host of ours.
  const parts = volume.split(':');
  const target = parts.length === 1 ? parts[0] : parts[1];
  if (parts.length > 3 || parts.some((part) => part === ''))
    report.error(
      path,
      'volume',
      `${show(volume)} is not host:container`,
      'Write host:container or host:container:ro, e.g. /mnt/media:/media:ro.',
    );
  else if (target === undefined || !target.startsWith('/') || target === '/')
    report.error(path, 'path', `${show(target)} is not an absolute path in the container`, 'Write a path such as /data.');
}
