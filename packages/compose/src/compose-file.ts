import { isRecord, type Json } from '@hl/core';
import { parse } from 'yaml';
import { merge, type JsonMap } from './merge.js';

/** What a compose file says. */
export interface ComposeFile {
  readonly top: JsonMap;
  readonly services: ReadonlyMap<string, JsonMap>;
}

/** Reads the text of a compose file; of what is none, nothing. */
export const readCompose = (text: string): ComposeFile => fileFrom(mapOf(read(text)));

/** What compose makes of several files, each over the ones before it. */
export const effective = (...texts: readonly string[]): ComposeFile =>
  fileFrom(texts.map((text) => readCompose(text).top).reduce(merge, {}));

function fileFrom(top: JsonMap): ComposeFile {
  const services = Object.entries(mapOf(top['services'])).filter((entry): entry is [string, JsonMap] => isRecord(entry[1]));
  return { top, services: new Map(services) };
}

function read(text: string): Json {
  try {
    return parse(text, { merge: true, logLevel: 'silent' }) as Json;
  } catch {
    return null; // edited by hand
  }
}

export const mapOf = (value: Json | undefined): JsonMap => (isRecord(value) ? value : {});

export const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : value === undefined || value === null ? [] : [value];

/** Compose takes labels and variables as a map or as a list of `name=value`. */
export const pairsOf = (written: Json | undefined): JsonMap =>
  Array.isArray(written)
    ? Object.fromEntries(
        written.map((item: Json) => /^([^=]*)=?(.*)$/s.exec(String(item)) ?? []).map(([, name = '', value = '']) => [name, value]),
      )
    : mapOf(written);

/** Variables of a container; null: the value is the one of compose's own surroundings. */
export const environmentOf = (written: Json | undefined): Record<string, string | null> =>
  Object.fromEntries(
    Array.isArray(written)
      ? written.map(String).map((line) => {
          const at = line.indexOf('=');
          return at < 0 ? [line, null] : [line.slice(0, at), line.slice(at + 1)];
        })
      : Object.entries(mapOf(written)).map(([name, value]) => [name, value === null ? null : String(value)]),
  );

/** Keys of a map, or the items of a list. */
export const namesIn = (written: Json | undefined): string[] => (isRecord(written) ? Object.keys(written) : listOf(written).map(String));

/** Where a container's mounts come from: a path (`./a`, `/a`, `~/a`) or the name of a volume. */
export const mountSources = ({ volumes }: JsonMap): string[] =>
  listOf(volumes)
    .map((volume) => (isRecord(volume) ? volume['source'] : /^([^:]+):/.exec(String(volume))?.[1]))
    .filter((source) => typeof source === 'string');

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
