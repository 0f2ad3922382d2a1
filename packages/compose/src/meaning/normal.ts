import { isRecord, type Json } from '@hl/core';
import type { ComposeFile } from '../compose-file.js';
import { listOf, mapOf, mapValues, type JsonMap } from '../forms/json.js';
import { pairsOf } from '../forms/pairs.js';
import { volumesOf } from '../forms/volumes.js';
import { container } from './container.js';
import { pathIn, tidy } from './tidy.js';

/** What a compose file means, in one spelling. Source: `docker compose config` 2.26 */
export function normal({ top, services: written }: ComposeFile, project: string, directory: string): JsonMap {
  const services = Object.fromEntries([...written].map(([name, service]) => [name, container(service, directory)]));
  const used = (key: string): ReadonlySet<string> => new Set(Object.values(services).flatMap((service) => uses(service, key)));
  const things = Object.fromEntries(
    ['networks', 'volumes', 'secrets', 'configs'].map((key) => {
      const names = used(key);
      const all = key === 'networks' ? { default: null, ...mapOf(top[key]) } : mapOf(top[key]);
      return [key, mapValues(all, (thing, name) => (names.has(name) ? declared(mapOf(thing), name, project, directory) : undefined))];
    }),
  );
  return { name: String(top['name'] ?? project), services, ...things };
}

/** Names of networks, volumes, secrets or configs that a container uses. Compose leaves out what nobody uses. */
const uses = (service: JsonMap, key: string): string[] =>
  key === 'networks'
    ? Object.keys(mapOf(service[key]))
    : key === 'volumes'
      ? volumesOf(service).flatMap(({ type, source }) => (type === 'volume' && source !== null ? source : []))
      : listOf(service[key]).map((use) => String(mapOf(use)['source']));

function declared({ name, external, labels, file, ...more }: JsonMap, key: string, project: string, directory: string): JsonMap {
  const outside = external !== undefined && external !== false && external !== 'false';
  const given = name ?? (isRecord(external) ? external['name'] : undefined);
  return {
    ...mapOf(tidy(more)),
    name: String(given ?? (outside ? key : `${project}_${key}`)),
    ...(outside ? { external: 'true' } : {}),
    ...(labels === undefined ? {} : { labels: mapValues(pairsOf(labels), (value) => String(value ?? '')) }),
    ...(typeof file === 'string' ? { file: pathIn(directory, file) } : {}),
  } satisfies { readonly [key: string]: Json };
}
