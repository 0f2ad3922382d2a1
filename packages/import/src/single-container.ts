import { emit, mapOf, volumesOf, type JsonMap } from '@hl/compose';
import type { Json } from '@hl/core';

/** A compose file of one container; what Docker has is not interpolated, and its networks are there already. */
export function singleContainer(container: JsonMap): string {
  const { container_name: name, image, networks } = container;
  const key = String(name ?? imageName(String(image)))
    .toLowerCase()
    .replace(/[^a-z0-9_.-]/g, '-');
  const volumes = volumesOf(container).flatMap(({ type, source }) => (type === 'volume' && source !== null ? [source] : []));
  const named = (of: string, list: readonly string[], more: JsonMap): JsonMap =>
    list.length === 0 ? {} : { [of]: Object.fromEntries(list.map((one) => [one, { name: one, ...more }])) };
  const file = {
    services: { [key]: container },
    ...named('networks', Object.keys(mapOf(networks)), { external: true }),
    ...named('volumes', volumes, {}),
  };
  const doubled = (_: string, item: Json): Json => (typeof item === 'string' ? item.replaceAll('$', '$$$$') : item);
  return emit(JSON.parse(JSON.stringify(file), doubled) as JsonMap);
}

/** `y` of `ghcr.io/x/y:1`. */
export const imageName = (image: string): string =>
  image
    .replace(/[:@].*$/, '')
    .split('/')
    .at(-1) ?? '';
