import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { HlError } from '@hl/core';
import { effective, emit } from '@hl/compose';

/** One compose project to be imported. */
export interface Source {
  readonly text: string;
  /** As messages name it. */
  readonly path: string;
  readonly project?: string;
  readonly installPath?: string;
  /** A file beside it. */
  readonly read: (path: string) => string | null;
  /** It has lines that somebody wrote. */
  readonly lines: boolean;
  /** What to know before its lines. */
  readonly note?: string;
}

/** In the order in which compose looks for them. */
const names = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/** The projects of files and of folders, sorted. @throws HlError HL_IMPORT */
export function sourcesIn(paths: readonly string[], cwd: string): Source[] {
  return paths.flatMap((path) => {
    const full = resolve(cwd, path);
    if (!existsSync(full))
      throw new HlError('HL_IMPORT', `${path} is not there`, {
        kind: 'input',
        hint: 'Name a compose file, or a folder with compose files somewhere in it.',
      });
    if (!statSync(full).isDirectory()) return [sourceOf(full, cwd)];
    const found = projectFiles(full).map((file) => sourceOf(file, cwd));
    if (found.length === 0)
      throw new HlError('HL_IMPORT', `there is no compose file in ${path}`, {
        kind: 'input',
        hint: `Looked for ${names.join(', ')}; name another one itself.`,
      });
    return found;
  });
}

function projectFiles(directory: string): string[] {
  const entries = readdirSync(directory, { withFileTypes: true });
  const own = names.find((name) => entries.some((entry) => entry.isFile() && entry.name === name));
  const below = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules');
  return [
    ...(own === undefined ? [] : [join(directory, own)]),
    ...below
      .map(({ name }) => name)
      .sort()
      .flatMap((name) => projectFiles(join(directory, name))),
  ];
}

/** Compose merges an override file by itself only over a file of one of its own names. */
function sourceOf(file: string, cwd: string): Source {
  const directory = dirname(file);
  const read = readerIn(directory);
  const override = names.includes(basename(file))
    ? ['yml', 'yaml'].map((end) => `${basename(file).replace(/\.ya?ml$/, '')}.override.${end}`).find((name) => read(name) !== null)
    : undefined;
  const text = readFileSync(file, 'utf8');
  const path = relative(cwd, file) || basename(file);
  return {
    ...merged([text, ...(override === undefined ? [] : [read(override) ?? ''])], override),
    path,
    project: basename(directory),
    read,
  };
}

/** Reads files that lie beside something. */
export const readerIn =
  (directory: string): Source['read'] =>
  (path) => {
    const full = resolve(directory, path);
    return existsSync(full) && statSync(full).isFile() ? readFileSync(full, 'utf8') : null;
  };

/** Several files of one project as compose makes one of them. */
export function merged(texts: readonly string[], override = 'the other files'): Pick<Source, 'text' | 'note' | 'lines'> {
  const [only = ''] = texts;
  if (texts.length === 1) return { text: only, lines: true };
  return {
    text: emit(effective(...texts).top),
    lines: false,
    note: `${override} is merged into it, as compose does, and comments are gone`,
  };
}
