import { posix } from 'node:path';
import { isRecord } from '@hl/core';
import { readLoosely, type Reading } from '@hl/schema/yaml';
import type { Changed } from './changed.js';

/** What a service file says of itself. */
export interface Definition {
  readonly name: string | null;
  readonly host: string | null;
  /** What it is made with: `extra_files[].source`, `secrets_file`, `compose_file`, and `ca_file` of a backend. */
  readonly references: readonly Reference[];
}

/** A file or folder of the repository. `folder`: everything beside it counts too. */
export interface Reference {
  readonly path: string;
  readonly folder: boolean;
}

export const reading: Reading = {
  keys: { service: { keys: { name: { text: true } } }, deployment: { keys: { target_host: { text: true } } } },
};

/** As far as a text can be understood, also one that is not right: a broken file is still its service's. */
export const definitionIn = (text: string): Definition => definitionOf(readLoosely(text, reading));

/** @param value as it is read by `reading` */
export function definitionOf(value: unknown): Definition {
  const file = section(value);
  const { target_host, compose_file, secrets_file, extra_files } = section(file['deployment']);
  const sources = Array.isArray(extra_files) ? extra_files.map((entry) => section(entry)['source']) : [];
  const authorities = [file, ...Object.values(section(file['pages']))].map((page) => section(section(page)['backend'])['ca_file']);
  return {
    name: textOf(section(file['service'])['name']),
    host: textOf(target_host),
    references: [
      ...[...sources, ...authorities, secrets_file].flatMap((source) => reference(source, false)),
      // A compose file may use its neighbours.
      ...reference(compose_file, true),
    ],
  };
}

const section = (value: unknown): { readonly [key: string]: unknown } => (isRecord(value) ? value : {});

const textOf = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null);

function reference(source: unknown, folder: boolean): Reference[] {
  const path = posix.normalize(textOf(source) ?? '.').replace(/\/$/, '');
  return path === '.' ? [] : [{ path, folder }];
}

/** References count from the root of the repository or from the file's own folder. */
export const placesOf = (file: string, { path }: Reference): string[] => [path, posix.join(posix.dirname(file), path)];

/** The first of `changed` that the service in `file` uses, or null. */
export function usedBy(file: string, references: readonly Reference[], changed: Changed): string | null {
  const roots = references
    .flatMap((one) => placesOf(file, one).flatMap((place) => (one.folder ? [place, posix.dirname(place)] : [place])))
    // A folder that holds service files would make every neighbour's change ours.
    .filter((root) => !root.startsWith('..') && !within(file, root));
  return roots.length === 0 ? null : changed.firstWithin(roots);
}

const within = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);
