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

/** Path of the file that a line includes, or null. Relative to the file that includes it. */
function included(line: string, from: string, main: string): { path: string; indent: string } | null {
  const [, indent = '', target] = include.exec(line) ?? [];
  if (target === undefined) return null;
  const path = target.trim();
  if (path.startsWith(imageDirectory) && !main.startsWith(imageDirectory))
    return { indent, path: join(dirname(main), path.slice(imageDirectory.length)) };
  return { indent, path: path.startsWith('/') ? path : join(dirname(from), path) };
}

/**
 * Reads `main` and all it includes.
 *
 * @throws HlError HL_GLANCE_CONFIG when a file is not there or is not UTF-8; whatever `read` throws
 */
export async function readSources(read: (path: string) => Promise<Uint8Array | null>, main: string, where: string): Promise<Sources> {
  const sources = new Map<string, string>();
  const visit = async (path: string, from: string | null): Promise<void> => {
    if (sources.has(path)) return;
    const bytes = await read(path);
    if (bytes === null) throw missing(path, from, where);
    sources.set(path, decode(bytes, path, where));
    for (const { text } of splitLines(sources.get(path) ?? '').lines) {
      const next = included(text, path, main);
      if (next) await visit(next.path, path);
    }
  };
  await visit(main, null);
  return sources;
}

/** Puts included files in their place, each line indented as Glance does. */
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
      const next = included(text, path, main);
      if (next) return visit(next.path, indent + next.indent, depth + 1, { path, line, indent, parent });
      texts.push(indent + text);
      origins.push({ path, line, indent, parent });
    });
  };
  visit(main, '', 0, null);
  return { text: texts.join('\n') + (sources.get(main)?.endsWith('\n') ? '\n' : ''), origins };
}

function decode(bytes: Uint8Array, path: string, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new HlError('HL_GLANCE_CONFIG', `${path} on ${where} is not UTF-8 text`, {
      kind: 'refused',
      cause,
      hint: 'Save it as UTF-8; it was left as it is.',
    });
  }
}

const missing = (path: string, from: string | null, where: string): HlError =>
  from === null
    ? new HlError('HL_GLANCE_CONFIG', `There is no ${path} on ${where}`, {
        kind: 'refused',
        hint: 'Set glance.config in hl.yml to the path of glance.yml on that host.',
      })
    : new HlError('HL_GLANCE_CONFIG', `${from} on ${where} includes ${path}, which is not there`, {
        kind: 'refused',
        hint: 'Paths are relative to the file that includes, and go to the end of the line, comments included.',
      });
