import { readFileSync } from 'node:fs';
import type { Io } from '../commands/command.js';

const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');

/** It stands in the manifest only; the one file has the manifest in it. */
export const version = (JSON.parse(manifest) as { version: string }).version;

/** What `--version` alone is asked for, as the parser tells it: half of all that Node needs for it is the parser and what it parses. */
export function tellVersion({ stdout }: Pick<Io, 'stdout'>): number {
  stdout(`hl/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
  return 0;
}
