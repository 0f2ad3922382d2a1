import type { Definition, RouteSpec } from '../../desired/spec.js';
import type { Inventory } from './inventory.js';
import type { Files } from '../read-files.js';
import type { Edit } from '../write-files.js';

/** What a service's part of the files shall be; `null`: gone. */
export interface Wanted {
  readonly key: string;
  readonly spec: RouteSpec | null;
  /** Written again though the text is as it should be, since Traefik missed it: any event makes it read the directory. */
  readonly again?: boolean;
}

/** How services lie in the directory. */
export interface Layout {
  fileOf(key: string): string;
  /** @throws HlError when a file that is ours, too, cannot be read */
  inventory(files: Files): Inventory;
  /** The files that others write, too, as far as Traefik reads them: told by whether it serves what they define. */
  strangers(files: Files, isServed: (definition: Definition) => boolean): Files;
  /** @throws HlError when what is there cannot be edited safely */
  edits(files: Files, wanted: readonly Wanted[]): Edit[];
  /** What takes `wanted`, as it was written, back to how it is in `then`. */
  restore(now: Files, then: Files, wanted: readonly Wanted[]): Edit[];
}

/** Remembers the answer for each distinct text: a directory is read several times in one run. */
export function once<T>(read: (text: string, file: string) => T): (text: string, file?: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (text, file = '') => {
    const id = `${file}\n${text}`;
    const found = known.get(id) ?? { answer: read(text, file) };
    known.set(id, found);
    return found.answer;
  };
}
