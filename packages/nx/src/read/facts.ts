import { posix } from 'node:path';
import { isRecord } from '@hl/core';
import { definitionOf, placesOf, reading as ofDefinition, type Definition } from '@hl/detect/definition';
import { readLoosely, type Reading } from '@hl/schema/yaml';

/** What a service file says of itself, as far as it can be understood. Plain JSON. */
export interface Facts extends Pick<Definition, 'name' | 'host'> {
  readonly category: string | null;
  /** Files that it is made with: where each may be, relative to the folder of hl.yml, the likeliest last. */
  readonly files: readonly Travelling[];
  /** Names under `depends_on_services`. */
  readonly needs: readonly string[];
  /** What tells the names of its containers, and whose network they use; null: it deploys nothing. */
  readonly containers: Containers | null;
}

export interface Travelling {
  readonly places: readonly string[];
  /** What lies beside it counts, too. */
  readonly folder: boolean;
}

/** As in a resolved deployment, and no more of it than that. */
export interface Containers {
  readonly composeService: string | null;
  readonly composeFile: string | null;
  readonly networkMode: string | null;
  readonly container: { readonly container_name?: string };
  readonly services: object;
  readonly compose: object;
}

const reading: Reading = { keys: { ...ofDefinition.keys, service: { keys: { name: { text: true }, category: { text: true } } } } };

/** Pure. Never throws: of a text that is no YAML at all, nothing is known. */
export function factsOf(text: string, path: string): Facts {
  const file = section(read(text));
  const deployment = section(file['deployment']);
  const needs = deployment['depends_on_services'];
  const { name, host, references } = definitionOf(file);
  return {
    name,
    host,
    files: references.map((one) => ({ places: placesOf(path, one).filter(isInside), folder: one.folder })),
    category: textOf(section(file['service'])['category']),
    needs: Array.isArray(needs) ? needs.filter((one) => typeof one === 'string') : [],
    containers: isRecord(file['deployment']) ? containersOf(deployment) : null,
  };
}

/** Name of the folder of service files that hl.yml tells, as far as it can be understood. */
export function folderIn(site: string): string {
  const folder = section(read(site))['services'];
  return typeof folder === 'string' ? posix.normalize(folder).replace(/\/$/, '') : 'services';
}

const isInside = (place: string): boolean => !/^(\.\.)?\/|^\.\.$/.test(place);

function read(text: string): unknown {
  try {
    return readLoosely(text, reading);
  } catch {
    return null;
  }
}

function containersOf(deployment: Readonly<Record<string, unknown>>): Containers {
  const name = textOf(deployment['container_name']);
  return {
    composeService: textOf(deployment['compose_service']),
    composeFile: textOf(deployment['compose_file']),
    networkMode: textOf(deployment['network_mode']),
    container: name === null ? {} : { container_name: name },
    services: namesAndNetworks(deployment['services'], true),
    compose: namesAndNetworks(deployment['compose'], false),
  };
}

const kept = ['name', 'container_name', 'network_mode'];

/** Of compose's words those that name containers and networks of others. @param below whether the keys are those of containers */
function namesAndNetworks(value: unknown, below: boolean): object {
  const entries = Object.entries(section(value)).flatMap(([key, inner]): [string, unknown][] => {
    if (below) return isRecord(inner) ? [[key, namesAndNetworks(inner, false)]] : [];
    if (key === 'services') return [[key, namesAndNetworks(inner, true)]];
    return kept.includes(key) && typeof inner === 'string' ? [[key, inner]] : [];
  });
  return Object.fromEntries(entries);
}

const section = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

const textOf = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null);
