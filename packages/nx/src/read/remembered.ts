import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** To be raised when what is found in a text changes: what an older version found is then forgotten. */
const version = 1;

/** What was found in files by these paths, kept in a file by their hashes. One that cannot be read or written costs time and nothing else. */
export function remembered<T>(
  file: string,
  find: (text: string, path: string) => Promise<T>,
): { of(text: string, path: string): Promise<T>; keep(): void } {
  const before = load<T>(file);
  const now: Record<string, T> = {};
  let hasNew = false;
  return {
    async of(text, path) {
      const hash = createHash('sha256').update(`${path}\n${text}`).digest('base64url');
      const known = Object.hasOwn(before, hash) ? before[hash] : undefined;
      hasNew ||= known === undefined;
      const found = known ?? (await find(text, path));
      now[hash] = found;
      return found;
    },
    /** What nobody asked for this time is forgotten. */
    keep() {
      if (!hasNew) return;
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(`${file}.new`, JSON.stringify({ version, found: now }));
        renameSync(`${file}.new`, file);
      } catch {
        // A read-only checkout, or two at once.
      }
    },
  };
}

function load<T>(file: string): Readonly<Record<string, T>> {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { version: number; found: Record<string, T> };
    return kept.version === version ? kept.found : {};
  } catch {
    return {};
  }
}
