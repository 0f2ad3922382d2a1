import { isRecord } from '@hl/core';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { onHost, type Container } from './container.js';

/** Traefik's static configuration: values by the parts of their names. Parts are compared in lower case; names that people gave keep theirs. */
export type Static = readonly (readonly [path: readonly string[], value: string])[];

type ReadText = (hostPath: string) => string | null;

/** Where Traefik looks by itself, in its order. Source: https://doc.traefik.io/traefik/getting-started/configuration-overview/ */
const places = ['/etc/traefik', '/root/.config', ''].flatMap((folder) => ['toml', 'yaml', 'yml'].map((end) => `${folder}/traefik.${end}`));

/** Files on the host that may hold a Traefik's static configuration, the likeliest first. */
export function staticFiles(container: Container): string[] {
  const named = [...flags(container), ...variables(container)].find(
    ([[first = ''], value]) => first.toLowerCase() === 'configfile' && value,
  );
  return (named ? [named[1]] : places).flatMap((path) => onHost(container, path)?.path ?? []);
}

/** Of the file, else of the command, else of the environment: Traefik takes the first that there is. */
export function staticOf(container: Container, read: ReadText): Static {
  for (const path of staticFiles(container)) {
    const text = read(path);
    if (text !== null) return inFile(text, path.endsWith('.toml'));
  }
  const given = flags(container);
  return given.length > 0 ? given : variables(container);
}

function inFile(text: string, isToml: boolean): Static {
  try {
    return flat(isToml ? parseToml(text) : parseYaml(text, { logLevel: 'silent' }), []);
  } catch {
    return []; // what cannot be read tells nothing
  }
}

function flat(value: unknown, path: readonly string[]): Static {
  if (Array.isArray(value)) return [[path, value.map(String).join(',')]];
  if (!isRecord(value)) return path.length === 0 ? [] : [[path, value === null ? 'true' : String(value)]];
  const below = Object.entries(value).flatMap(([key, inner]) => flat(inner, [...path, key]));
  // `api: {}` and `websecure: {}` are there, too.
  return below.length > 0 || path.length === 0 ? below : [[path, 'true']];
}

/** `--a.b=c`, `--a.b c`, `--a.b`. */
function flags({ words }: Container): Static {
  return words.flatMap((word, index) => {
    const [, name, value] = /^--?([A-Za-z][^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) return [];
    const next = words[index + 1];
    return [[name.split(/[.[\]]+/).filter(Boolean), value ?? (next === undefined || next.startsWith('-') ? 'true' : next)] as const];
  });
}

const variables = ({ environment }: Container): Static =>
  [...environment].flatMap(([name, value]) =>
    name.startsWith('TRAEFIK_') ? [[name.slice(8).toLowerCase().split('_'), value] as const] : [],
  );

const begins = (path: readonly string[], start: readonly string[]): boolean =>
  start.every((part, index) => path[index]?.toLowerCase() === part);

/** The value of a name in small letters; undefined: not said. */
export const valueAt = (all: Static, ...name: readonly string[]): string | undefined =>
  all.find(([path]) => path.length === name.length && begins(path, name))?.[1];

/** Whether something is said of it or below it. */
export const isSaid = (all: Static, ...name: readonly string[]): boolean =>
  all.some(([path, value]) => begins(path, name) && !(path.length === name.length && value === 'false'));

/** What people have named below a name, e.g. entry points, in the order in which they stand. */
export const namesBelow = (all: Static, ...name: readonly string[]): string[] => [
  ...new Set(all.flatMap(([path]) => (begins(path, name) ? (path[name.length] ?? []) : []))),
];
