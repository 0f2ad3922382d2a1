import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { FileReader } from '@hl/schema';

/** Files of a repository, by paths relative to it. */
export interface Tree {
  readonly readFile: FileReader;
  /** The text of a file; null: there is none. What is no UTF-8 in it is U+FFFD. */
  readText(path: string): string | null;
  /** Paths of all files in a folder and below, in any order. */
  filesBelow(folder: string): string[];
}

const isFile = (path: string): boolean => {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false; // nobody may look
  }
};

/** What lies on the disk. */
export function workingTree(root: string): Tree {
  const inside = (path: string): string | null => {
    const full = resolve(root, path);
    return full.startsWith(root + sep) ? full : null;
  };
  return {
    readFile(path) {
      const full = inside(path);
      return full !== null && isFile(full) ? readFileSync(full) : null;
    },
    // Node's quickest way: no look at it before, and no bytes to be made a text of.
    readText(path) {
      const full = inside(path);
      try {
        return full === null ? null : readFileSync(full, 'utf8');
      } catch (error) {
        if (full !== null && isFile(full)) throw error;
        return null;
      }
    },
    filesBelow(folder) {
      if (!existsSync(join(root, folder))) return [];
      return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) =>
          join(parentPath, name)
            .slice(root.length + 1)
            .split(sep)
            .join('/'),
        );
    },
  };
}
