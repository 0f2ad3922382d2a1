import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Kind } from './files.js';

/** Where editors of a repository find its schemas: `<kind>.schema.json` below it. */
export const standardFolder = '.hl/schemas';

/** Writes anew what lies where editors look, when it would be another one now. @returns paths of what was written */
export async function refreshSchemas(cwd: string, config: string): Promise<string[]> {
  const place = (kind: Kind): string => resolve(cwd, standardFolder, `${kind}.schema.json`);
  const kinds = (['service', 'site'] as const).filter((kind) => existsSync(place(kind)));
  if (kinds.length === 0) return [];
  const { schemaTexts, writeSchemas } = await import('./files.js');
  const stale = [...schemaTexts(cwd, config, kinds)].filter(([kind, text]) => readFileSync(place(kind), 'utf8') !== text);
  return writeSchemas(cwd, standardFolder, new Map(stale));
}
