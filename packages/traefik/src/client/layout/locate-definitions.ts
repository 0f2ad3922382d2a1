import { HlError } from '@hl/core';
import { isMap, isPair, isScalar, isSeq, LineCounter, Pair, parseDocument, type YAMLMap } from 'yaml';
import { layers, serviceNamed, type Definition, type Fields, type Layer } from '../../desired/spec.js';
import { masked } from '../mask-templates.js';
import { dataOf } from '../parse-file.js';

/** A definition in a file that people edit, too; fields as they are written. */
export interface Location extends Definition {
  readonly section: Layer;
  /** Service named by the comment line above, or `null`. */
  readonly owner: string | null;
  /** Offsets of the first line, the comment's if it is ours, and of the line after the last. */
  readonly from: number;
  readonly to: number;
}

/** A map in the text, `routers:` for one. */
export interface Block {
  /** Offsets of the line of its key, of the line after that, and where the next entry goes. */
  readonly from: number;
  readonly head: number;
  readonly to: number;
  /** Spaces before the keys in it. */
  readonly indent: number;
  /** 0: nothing is under the key yet. */
  readonly pairs: number;
}

export interface Located {
  /** By `` (the root), `http`, and `http.routers`. */
  readonly blocks: ReadonlyMap<string, Block>;
  readonly locations: readonly Location[];
  /** All that is in the file beside them. */
  readonly rest: { readonly [key: string]: unknown };
}

const mark = /^\s*# Managed by hl \(service: ([a-z0-9][a-z0-9-]*)\)\s*$/;

/** By depth; Traefik takes any case. */
const spellings = [layers, ['routers', 'services', 'middlewares', 'serversTransports']] as const;
const spelled = (depth: number, name: string): string => spellings[depth]?.find((one) => one.toLowerCase() === name.toLowerCase()) ?? name;
const isLayer = (name: string): name is Layer => layers.some((layer) => layer === name);

/** The service that it is marked as, or, without any mark, the one whose name it has. */
export const serviceOf = (location: Pick<Location, 'owner' | 'kind' | 'name'>): string | null => location.owner ?? serviceNamed(location);

/**
 * Finds all definitions of a dynamic configuration with their places in `text` (without byte order mark).
 *
 * @throws HlError HL_TRAEFIK_FILE when it cannot be edited safely
 */
export function locateDefinitions(text: string, file: string): Located {
  const lines = new LineCounter();
  const document = parseDocument(masked(text), { merge: true, logLevel: 'silent', lineCounter: lines });
  const [error] = document.errors;
  if (error) throw unsafe(file, `line ${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0] ?? ''}`);
  const data = (dataOf(document) ?? {}) as { readonly [key: string]: unknown };
  const blocks = new Map<string, Block>();
  const locations: Location[] = [];
  const visit = (node: unknown, pair: Pair | null, path: readonly string[], values: unknown): void => {
    const map = mapOf(node, file, path.join('.') || 'the root');
    blocks.set(path.join('.'), blockOf(text, pair, map));
    for (const child of map?.items ?? []) {
      const written = nameOf(child);
      const name = spelled(path.length, written);
      const value = (values as { readonly [name: string]: unknown } | null)?.[written];
      const [section = '', kind = ''] = path;
      if (isLayer(section) && path.length === 2)
        locations.push({ section, kind, name, fields: (value ?? {}) as Fields, ...placeOf(text, child) });
      else if (path.length > 0 || isLayer(name)) visit(child.value, child, [...path, name], value);
    }
  };
  visit(document.contents, null, [], data);
  return { blocks, locations, rest: Object.fromEntries(Object.entries(data).filter(([name]) => !isLayer(name.toLowerCase()))) };
}

/** With the comment line above, if it is our mark. */
function placeOf(text: string, pair: Pair): Pick<Location, 'owner' | 'from' | 'to'> {
  const keyLine = lineStart(text, startOf(pair));
  const above = lineStart(text, Math.max(0, keyLine - 1));
  const owner = keyLine > 0 ? (mark.exec(text.slice(above, keyLine))?.[1] ?? null) : null;
  return { owner, from: owner === null ? keyLine : above, to: lineAfter(text, endOf(pair, text)) };
}

/** `pair`: its key and itself; `null` for the root. */
function blockOf(text: string, pair: Pair | null, map: YAMLMap | null): Block {
  const { items = [] } = map ?? {};
  const [first] = items;
  const column = pair === null ? -2 : columnOf(text, pair);
  const indent = first ? columnOf(text, first) : column + 2;
  const end = pair === null && !map ? text.length : lineAfter(text, Math.max(0, ...(pair ? [pair] : items).map((one) => endOf(one, text))));
  const from = pair === null ? 0 : lineStart(text, startOf(pair));
  const to = afterComments(text, end, pair === null ? indent : column);
  return { from, head: lineAfter(text, from), to, indent, pairs: items.length };
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

const nameOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);

/** After the last thing in it that is no comment. */
function endOf({ key, value }: Pair, text: string): number {
  const last = (isMap(value) || isSeq(value)) && !value.flow ? value.items.at(-1) : undefined;
  if (last !== undefined) return endOf(isPair(last) ? last : new Pair(null, last), text);
  if (isScalar(value) && /^BLOCK/.test(value.type ?? '') && /\n\n$/.test(String(value.value))) return rangeOf(value)[1] - 1; // "|+" keeps them
  let end = Math.max(rangeOf(key)[1], rangeOf(value)[1]);
  while (end > 0 && /\s/.test(text[end - 1] as string)) end -= 1;
  return end;
}

const rangeOf = (node: unknown): readonly [start: number, end: number, ...rest: unknown[]] =>
  (node as { range?: [number, number, number] | null } | null)?.range ?? [0, 0];
const startOf = ({ key }: Pair): number => rangeOf(key)[0];
const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
const lineAfter = (text: string, at: number): number => (text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at) + 1);
const columnOf = (text: string, pair: Pair): number => startOf(pair) - lineStart(text, startOf(pair));
