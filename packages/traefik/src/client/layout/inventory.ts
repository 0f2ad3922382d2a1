import { groupBy } from '@hl/core';
import { configOf, definitionsIn, serviceNamed, type Definition, type RouteConfig } from '../../desired/spec.js';
import type { Files } from '../read-files.js';

/** A definition in a file of the directory. */
export interface Written extends Definition {
  readonly file: string;
  /** The service whose mark is on it, and nothing else says whose it is; `null`: not ours. */
  readonly owner: string | null;
}

/** What the files say about a service. */
export interface Found {
  readonly file: string;
  readonly ours: boolean;
  /** `null`: the file cannot be read. */
  readonly config: RouteConfig | null;
  /** There is nothing else in the file, or all else stays beside it. */
  readonly whole: boolean;
}

/** All definitions of a directory, by whose they are. */
export interface Inventory {
  readonly files: Files;
  readonly definitions: readonly Written[];
  /** Looks a service up, in its own place first; `null`: nobody uses its names. */
  find(key: string): Found | null;
  /** Looks for its names in all files but its own. */
  elsewhere(key: string): Found | null;
}

/** `own`: what stands in the service's own place; `null`: nothing. */
export function inventoryOf(
  files: Files,
  definitions: readonly Written[],
  fileOf: (key: string) => string,
  own: (key: string) => Found | null,
): Inventory {
  const byService = groupBy(definitions, (one) => serviceNamed(one) ?? '');
  const elsewhere = (key: string): Found | null => {
    const others = (byService.get(key) ?? []).filter(({ file }) => file !== fileOf(key));
    const [first] = others;
    if (first === undefined) return null;
    return { file: first.file, ours: false, config: configOf(others.filter(({ file }) => file === first.file)), whole: true };
  };
  return { files, definitions, elsewhere, find: (key) => own(key) ?? elsewhere(key) };
}

/** What a file defines, all of it of one owner. */
export const writtenIn = (file: string, config: RouteConfig | null, owner: string | null): Written[] =>
  config === null ? [] : definitionsIn(config).map((one) => ({ ...one, file, owner }));
