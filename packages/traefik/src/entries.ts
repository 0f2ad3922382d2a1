import { isMap, isPair, isScalar, isSeq, LineCounter, Pair, parseDocument } from 'yaml';
import type { Document, YAMLMap } from 'yaml';
import { HlError } from '@hl/core';
import { isNameOf, kindOf } from './spec.js';
import { masked } from './template.js';

/** A definition in a file that people edit, too; offsets into its text. */
export interface Entry {
  readonly section: string;
  readonly kind: string;
  readonly name: string;
  /** Service named by the comment line above, or `null`. */
  readonly owner: string | null;
  /** Start of the comment line above (or of the key's line), of the key's line, and of the line after the last. */
  readonly from: number;
  readonly keyLine: number;
  readonly to: number;
  /** Plain data. */
  readonly value: unknown;
}

/** A map in the text, `routers:` for one; `pairs` 0 when nothing is under the key yet. */
export interface Block {
  readonly from: number;
  /** After the line of its key. */
  readonly head: number;
  readonly to: number;
  /** Spaces before the keys in it. */
  readonly indent: number;
  readonly pairs: number;
}

export interface Layers {
  readonly root: Block;
  /** By `http`, and by `http.routers`. */
  readonly blocks: ReadonlyMap<string, Block>;
  readonly entries: readonly Entry[];
  readonly data: { readonly [key: string]: unknown };
}

const mark = /^\s*# Managed by hl \(service: ([a-z0-9][a-z0-9-]*)\)\s*$/;
export const markOf = (key: string): string => `# Managed by hl (service: ${key})`;

/** Marked as the service's, or without any mark under one of its names. */
export const belongs = ({ owner, kind, name }: Pick<Entry, 'owner' | 'kind' | 'name'>, key: string): boolean =>
  owner === key || (owner === null && isNameOf(key, kind, name));

/**
 * Finds all definitions of a dynamic configuration with their places in `text` (without byte order mark).
 *
 * @throws HlError HL_TRAEFIK_FILE when it cannot be edited safely
 */
export function layersOf(text: string, file: string): Layers {
  const lines = new LineCounter();
  const document = parseDocument(masked(text), { merge: true, logLevel: 'silent', lineCounter: lines });
  const [error] = document.errors;
  if (error) throw unsafe(file, `line ${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0] ?? ''}`);
  const blocks = new Map<string, Block>();
  const entries: Entry[] = [];
  const place = (pair: Pair, from: number): Place => ({ from, to: lineAfter(text, endOf(pair, text)) });

  const root = mapOf(document.contents, file, 'the root');
  for (const section of pairsOf(root)) {
    const sectionName = nameOf(section).toLowerCase();
    if (!['http', 'tcp', 'udp'].includes(sectionName)) continue;
    const sectionStart = lineStart(text, startOf(section));
    const kinds = mapOf(section.value, file, sectionName);
    blocks.set(sectionName, blockOf(text, place(section, sectionStart), kinds, columnOf(text, section)));
    for (const kind of pairsOf(kinds)) {
      const kindName = kindOf(nameOf(kind));
      const names = mapOf(kind.value, file, `${sectionName}.${kindName}`);
      blocks.set(`${sectionName}.${kindName}`, blockOf(text, place(kind, lineStart(text, startOf(kind))), names, columnOf(text, kind)));
      for (const entry of pairsOf(names)) {
        const keyLine = lineStart(text, startOf(entry));
        const above = lineStart(text, Math.max(0, keyLine - 1));
        const owner = keyLine > 0 ? (mark.exec(text.slice(above, keyLine))?.[1] ?? null) : null;
        entries.push({
          section: sectionName,
          kind: kindName,
          name: nameOf(entry),
          owner,
          ...place(entry, owner === null ? keyLine : above),
          keyLine,
          value: valueOf(entry, document),
        });
      }
    }
  }
  const first = pairsOf(root)[0];
  const indent = first ? columnOf(text, first) : 0;
  const end = root ? lineAfter(text, Math.max(0, ...pairsOf(root).map((pair) => endOf(pair, text)))) : text.length;
  const data = (document.toJS({ maxAliasCount: 1000 }) ?? {}) as { [key: string]: unknown };
  return {
    root: { from: 0, head: 0, to: afterComments(text, end, indent), indent, pairs: pairsOf(root).length },
    blocks,
    entries,
    data,
  };
}

type Place = { readonly from: number; readonly to: number };

function blockOf(text: string, { from, to }: Place, map: YAMLMap | null, column: number): Block {
  const [first] = pairsOf(map);
  const indent = first ? columnOf(text, first) : column + 2;
  return { from, head: lineAfter(text, from), to: afterComments(text, to, column), indent, pairs: pairsOf(map).length };
}

/** Comments that stand deeper than `column` belong to the map before them: what is put into it comes after them. */
function afterComments(text: string, from: number, column: number): number {
  const deeper = new RegExp(`(?:(?:[ \\t]*\\r?\\n)* {${column + 1},}#.*(?:\\n|$))*`, 'y');
  deeper.lastIndex = from;
  deeper.test(text);
  return Math.max(from, deeper.lastIndex);
}

/** A block map, or `null` where nothing is yet. */
function mapOf(node: unknown, file: string, what: string): YAMLMap | null {
  if (node === null || node === undefined || (isScalar(node) && node.value === null)) return null;
  if (isMap(node) && !node.flow) return node;
  throw unsafe(file, `${what} is not a block of its own lines (a flow map, a list or an alias)`);
}

const unsafe = (file: string, why: string): HlError =>
  new HlError('HL_TRAEFIK_FILE', `${file} cannot be edited safely: ${why}`, {
    kind: 'input',
    hint: 'Write that part as plain YAML lines, or use traefik.layout: directory in hl.yml.',
  });

const pairsOf = (map: YAMLMap | null): readonly Pair[] => map?.items ?? [];
const nameOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);
const startOf = ({ key }: Pair): number => (key as { range?: [number, number, number] | null }).range?.[0] ?? 0;

/** After the last thing in it that is no comment. */
function endOf({ key, value }: Pair, text: string): number {
  const last = (isMap(value) || isSeq(value)) && !value.flow ? value.items.at(-1) : undefined;
  if (last !== undefined) return endOf(isPair(last) ? last : new Pair(null, last), text);
  if (isScalar(value) && /^BLOCK/.test(value.type ?? '') && /\n\n$/.test(String(value.value))) return rangeEnd(value) - 1; // "|+" keeps them
  let end = Math.max(rangeEnd(key), rangeEnd(value));
  while (end > 0 && /\s/.test(text[end - 1] as string)) end -= 1;
  return end;
}

const rangeEnd = (node: unknown): number => (node as { range?: [number, number, number] | null } | null)?.range?.[1] ?? 0;

const valueOf = ({ value }: Pair, document: Document): unknown =>
  (value as { toJS?: (document: Document, options: object) => unknown } | null)?.toJS?.(document, { maxAliasCount: 1000 }) ?? null;

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
const lineAfter = (text: string, at: number): number => (text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at) + 1);
const columnOf = (text: string, pair: Pair): number => startOf(pair) - lineStart(text, startOf(pair));
