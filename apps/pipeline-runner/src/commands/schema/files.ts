import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { editorSchema, ownValues } from '@hl/schema/editor';
import { readLoosely } from '@hl/schema/yaml';

export type Kind = 'service' | 'site';

/** The schemas with the names of this homelab, as far as hl.yml and the service files can be understood. */
export function schemaTexts(cwd: string, config: string, kinds: readonly Kind[]): Map<Kind, string> {
  const path = resolve(cwd, config);
  const site = existsSync(path) ? readFileSync(path, 'utf8') : null;
  const own = site === null ? null : ownValues(site, serviceTexts(cwd, site));
  return new Map(kinds.map((kind) => [kind, `${JSON.stringify(editorSchema(kind, own), null, 1)}\n`]));
}

function serviceTexts(cwd: string, site: string): string[] {
  const { services = 'services' } = (readLoosely(site, {}) ?? {}) as { services?: unknown };
  const folder = resolve(cwd, String(services));
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yml'))
    .sort();
  return names.map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** @returns paths, below the folder as it was given */
export function writeSchemas(cwd: string, dir: string, texts: ReadonlyMap<Kind, string>): string[] {
  if (texts.size > 0) mkdirSync(resolve(cwd, dir), { recursive: true });
  return [...texts].map(([kind, text]) => {
    const path = join(dir, `${kind}.schema.json`);
    writeFileSync(resolve(cwd, path), text);
    return path;
  });
}
