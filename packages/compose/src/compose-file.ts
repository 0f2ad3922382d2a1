import { isRecord } from '@hl/core';
import { listOf, mapOf, type JsonMap } from './forms/json.js';
import { merge } from './merge/merge.js';
import { readDocuments } from './read.js';

/** What a compose file says. */
export interface ComposeFile {
  readonly top: JsonMap;
  readonly services: ReadonlyMap<string, JsonMap>;
}

/** Reads the text of a compose file; of what is none, nothing. */
export function readCompose(text: string): ComposeFile {
  const [first = {}, ...more] = readDocuments(text);
  return fileFrom(more.reduce(merge, first));
}

/** What compose makes of several files, each over the ones before it. */
export const effective = (...texts: readonly string[]): ComposeFile => fileFrom(texts.flatMap(readDocuments).reduce(merge, {}));

export function fileFrom(top: JsonMap): ComposeFile {
  const services = Object.entries(mapOf(top['services'])).filter((entry): entry is [string, JsonMap] => isRecord(entry[1]));
  return { top, services: new Map(services) };
}

/** What a compose service's containers are expected to be. */
export interface Expected {
  readonly service: string;
  /** Without a restart policy, having ended with 0 is being done. */
  readonly oneShot: boolean;
}

/** The compose services that `up` starts. */
export const expected = ({ services }: ComposeFile): Expected[] =>
  [...services]
    .filter(([, { profiles, scale, deploy }]) => listOf(profiles).length === 0 && scale !== 0 && mapOf(deploy)['replicas'] !== 0)
    .map(([service, { restart, deploy }]) => {
      const policy = restart ?? mapOf(mapOf(deploy)['restart_policy'])['condition'] ?? 'no';
      return { service, oneShot: /^(no|none|false|on-failure)/.test(String(policy)) };
    });

/** What the main container of a service is called; null: as compose calls it, since Docker takes no name of one letter. */
export const containerName = (service: string): string | null => (service.length > 1 ? service : null);

/** Names of the containers that a file makes in `project`. */
export const containerNames = ({ services }: ComposeFile, project: string, separator: '-' | '_'): string[] =>
  [...services].map(([service, { container_name: name }]) =>
    typeof name === 'string' ? name : `${project}${separator}${service}${separator === '-' ? '-1' : ''}`,
  );

/** Image reference of a compose service, or null when only compose can tell. */
export function imageOf({ services }: ComposeFile, service: string): string | null {
  const image = services.get(service)?.['image'];
  return typeof image === 'string' && !image.includes('$') ? image : null;
}

/** All image references; none when only compose can tell (interpolation, builds, odd spellings). */
export function imagesOf({ services }: ComposeFile): string[] {
  const images = [...services.values()].map(({ image, build }) => (build === undefined ? String(image) : ''));
  return images.every((image) => /^[\w./:@-]+$/.test(image)) ? [...new Set(images)] : [];
}

/** Networks that other services share: they must exist before `up`, and nobody else makes them. */
export const sharedNetworks = ({ top }: ComposeFile): string[] =>
  Object.entries(mapOf(top['networks']))
    .map(([key, network]) => ({ key, ...mapOf(network) }) as JsonMap)
    .filter(({ external }) => external === true)
    .map(({ key, name }) => String(name ?? key));
