import { dirname, join } from 'node:path/posix';
import { HlError } from '@hl/core';
import { splitLines } from './lines.js';

/** Texts by path, of glance.yml and all it includes. */
export type Sources = ReadonlyMap<string, string>;

/** Where a line of the expanded text comes from; `indent` is what the inclusion put in front of it. */
export interface Origin {
  readonly path: string;
  readonly line: number;
  readonly indent: string;
  /** The line that includes the file; null in glance.yml itself. */
  readonly parent: Origin | null;
}

/** The text as Glance sees it, with `\n` line ends, and where each line comes from. */
export interface Expanded {
  readonly text: string;
  readonly origins: readonly Origin[];
}

/** Glance replaces the whole line, dash included; no comment is possible behind the path. */
const include = /^([ \t]*)(?:-[ \t]*)?(?:!|\$)include:[ \t]*(.+)$/;
const depthLimit = 20;
/** Where the official image keeps its configuration. */
const imageDirectory = '/app/config/';

/** The file that a line includes, or null. Its path is relative to the file that includes it. */
function inclusion(line: string, from: string, main: string): { readonly path: string; readonly indent: string } | null {
  const [, indent = '', target] = include.exec(line) ?? [];
  if (target === undefined) return null;
  const path = target.trim();
  if (path.startsWith(imageDirectory) && !main.startsWith(imageDirectory))
    return { indent, path: join(dirname(main), path.slice(imageDirectory.length)) };
  return { indent, path: path.startsWith('/') ? path : join(dirname(from), path) };
}

/** Paths of the files that a text includes. */
export const includedIn = (text: string, from: string, main: string): string[] =>
  splitLines(text).lines.flatMap((line) => inclusion(line.text, from, main)?.path ?? []);

/**
 * Puts included files in their place, each line indented as Glance does.
 *
 * @throws HlError HL_GLANCE_CONFIG when a file includes itself
 */
export function expand(sources: Sources, main: string): Expanded {
  const texts: string[] = [];
  const origins: Origin[] = [];
  const visit = (path: string, indent: string, depth: number, parent: Origin | null): void => {
    if (depth > depthLimit)
      throw new HlError('HL_GLANCE_CONFIG', `${path} is included more than ${depthLimit} levels deep`, {
        kind: 'refused',
        hint: 'A file probably includes itself.',
      });
    splitLines(sources.get(path) ?? '').lines.forEach(({ text }, line) => {
      const next = inclusion(text, path, main);
      if (next) return visit(next.path, indent + next.indent, depth + 1, { path, line, indent, parent });
      texts.push(indent + text);
      origins.push({ path, line, indent, parent });
    });
  };
  visit(main, '', 0, null);
  return { text: texts.join('\n') + (sources.get(main)?.endsWith('\n') ? '\n' : ''), origins };
}
