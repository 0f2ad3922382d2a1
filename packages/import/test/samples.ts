import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importCompose, type Imported, type ImportOptions } from '@hl/import';

const folder = join(import.meta.dirname, 'samples');
const textOf = (file: string): string | null => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : null);

/** Compose files in the shape of what people have. */
export const samples = readdirSync(folder)
  .filter((file) => file.endsWith('.yml'))
  .map((file) => file.replace('.yml', ''));

export const sampleText = (name: string): string => textOf(`${name}.yml`) ?? '';

export const importSample = (name: string, more: Partial<ImportOptions> = {}): Imported =>
  importCompose({
    text: sampleText(name),
    path: `${name}/docker-compose.yml`,
    options: {
      category: 'media',
      targetHost: 'box',
      domain: 'example.org',
      project: name,
      read: (path) => (path === '.env' ? textOf(`${name}.env`) : null),
      ...more,
    },
  });

/** One compose file of lines, for what a table is about. */
export const importText = (text: string, more: Partial<ImportOptions> = {}): Imported =>
  importCompose({ text, path: 'compose.yml', options: { category: 'media', targetHost: 'box', domain: 'example.org', ...more } });
