import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** To be raised when what is found in a text changes: what an older version found is then forgotten. */
const version = 1;

/** What was found in texts, kept in a file by their hashes. A file that cannot be read or written costs time and nothing else. */
export function remembered<T>(file: string, find: (text: string) => T): { of(text: string): T; keep(): void } {
  const before = load<T>(file);
  const now: Record<string, T> = {};
  let hasNew = false;
  return {
    of(text) {
      const hash = createHash('sha256').update(text).digest('base64url');
      hasNew ||= !Object.hasOwn(before, hash);
      return (now[hash] ??= before[hash] ?? find(text));
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
