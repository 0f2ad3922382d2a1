import { isRecord, type Json } from '@hl/core';
import { fileFrom } from '../compose-file.js';
import { listOf, mapOf, type JsonMap } from '../forms/json.js';
import { namesIn } from '../forms/pairs.js';
import { volumesOf } from '../forms/volumes.js';
import { didYouMean } from './nearest.js';
import type { Problem } from './problems.js';

/** A name, and where it is used in a container. */
type Use = readonly [name: Json | undefined, ...path: string[]];

/**
 * Containers, networks, volumes, configs and secrets that are used and nowhere defined in a compose file: compose refuses it. Of one
 * that includes others nothing is known.
 */
export function undefinedIn(top: JsonMap): Problem[] {
  if (top['include'] !== undefined) return [];
  const { services } = fileFrom(top);
  const defined = (part: string): string[] => Object.keys(mapOf(top[part]));
  return [...services].flatMap(([key, container]) => {
    if (Object.keys(container).length === 0) return [];
    const unknown = (what: string, known: readonly string[], uses: readonly Use[]): Problem[] =>
      uses.flatMap(([name, ...path]) => {
        if (typeof name !== 'string' || known.includes(name) || name.includes('$')) return [];
        return [{ path: ['services', key, ...path], message: `there is no ${what} ${name}; ${instead(what, name, known)}` }];
      });
    const mounts = volumesOf(container).map(({ type, source }, index): Use => [
      type === 'volume' ? (source ?? undefined) : undefined,
      'volumes',
      `${index}`,
    ]);
    return [
      ...unknown('container', [...services.keys()], [...named('depends_on', container), ...shared(container)]),
      ...unknown('network', ['default', ...defined('networks')], named('networks', container)),
      ...unknown('volume', defined('volumes'), mounts),
      ...['configs', 'secrets'].flatMap((part) => unknown(part.slice(0, -1), defined(part), sources(part, container))),
    ];
  });
}

function instead(what: string, name: string, known: readonly string[]): string {
  if (what === 'volume' && name.includes('/')) return `write ./${name} for a path`;
  const similar = didYouMean(name, known)?.replace('Did', 'did');
  return (
    similar ?? (what === 'container' ? `the file has ${known.join(', ')}` : `define it at the top of the file, ${what}s: { ${name}: {} }`)
  );
}

/** A map by name, or a list of names. */
const named = (part: string, { [part]: written }: JsonMap): Use[] =>
  namesIn(written).map((name, index) => [name, part, isRecord(written) ? name : `${index}`]);

/** `service:x` of the modes that take it, `volumes_from: [x:ro]`, `links: [x:alias]`. */
const shared = (container: JsonMap): Use[] => [
  ...['network_mode', 'pid', 'ipc'].map((part): Use => [/^service:(.*)$/.exec(String(container[part]))?.[1], part]),
  ...['volumes_from', 'links'].flatMap((part) =>
    listOf(container[part]).map((entry, index): Use => [/^(?!container:)[^:]+/.exec(String(entry))?.[0], part, `${index}`]),
  ),
];

/** A name, or a long form with `source`. */
const sources = (part: string, { [part]: written }: JsonMap): Use[] =>
  listOf(written).map((entry, index) => [isRecord(entry) ? mapOf(entry)['source'] : entry, part, `${index}`]);
