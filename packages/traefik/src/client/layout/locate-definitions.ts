import { isMap, isPair, isScalar, isSeq, LineCounter, Pair, parseDocument } from 'yaml';
import type { Document, YAMLMap } from 'yaml';
import { HlError } from '@hl/core';
import { layers, serviceNamed } from '../../desired/spec.js';
import type { Definition, Fields, Layer } from '../../desired/spec.js';
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

export interface Located {
  readonly root: Block;
  /** By `http`, and by `http.routers`. */
  readonly blocks: ReadonlyMap<string, Block>;
  readonly locations: readonly Location[];
  /** All that is in the file beside them. */
  readonly rest: { readonly [key: string]: unknown };
}

const mark = /^\s*# Managed by hl \(service: ([a-z0-9][a-z0-9-]*)\)\s*$/;
const kinds = ['routers', 'services', 'middlewares', 'serversTransports'];

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
  const data = dataIn(document, file) as { readonly [key: string]: { readonly [kind: string]: { readonly [name: string]: Fields } } };
  const blocks = new Map<string, Block>();
  const locations: Location[] = [];
  const root = mapOf(document.contents, file, 'the root');
  for (const sectionPair of pairsOf(root)) {
    const section = layers.find((layer) => layer === nameOf(sectionPair).toLowerCase());
    if (section === undefined) continue;
    const kindsMap = mapOf(sectionPair.value, file, section);
    blocks.set(section, blockOf(text, sectionPair, kindsMap));
    for (const kindPair of pairsOf(kindsMap)) {
      const written = nameOf(kindPair);
      const kind = kinds.find((one) => one.toLowerCase() === written.toLowerCase()) ?? written;
      const names = mapOf(kindPair.value, file, `${section}.${kind}`);
      blocks.set(`${section}.${kind}`, blockOf(text, kindPair, names));
      for (const pair of pairsOf(names)) {
        const keyLine = lineStart(text, startOf(pair));
        const above = lineStart(text, Math.max(0, keyLine - 1));
        const owner = keyLine > 0 ? (mark.exec(text.slice(above, keyLine))?.[1] ?? null) : null;
        const name = nameOf(pair);
        const fields = data[nameOf(sectionPair)]?.[written]?.[name] ?? {};
        locations.push({
          section,
          kind,
          name,
          fields,
          owner,
          from: owner === null ? keyLine : above,
          to: lineAfter(text, endOf(pair, text)),
        });
      }
    }
  }
  const [first] = pairsOf(root);
  const indent = first ? columnOf(text, first) : 0;
  const end = root ? lineAfter(text, Math.max(0, ...pairsOf(root).map((pair) => endOf(pair, text)))) : text.length;
  return {
    root: { from: 0, head: 0, to: afterComments(text, end, indent), indent, pairs: pairsOf(root).length },
    blocks,
    locations,
    rest: Object.fromEntries(Object.entries(data).filter(([name]) => !layers.some((layer) => layer === name.toLowerCase()))),
  };
}

function dataIn(document: Document, file: string): unknown {
  try {
    return dataOf(document) ?? {};
  } catch (error) {
    throw unsafe(file, (error as Error).message); // an alias without its anchor, or too many of them
  }
}

function blockOf(text: string, pair: Pair, map: YAMLMap | null): Block {
  const [first] = pairsOf(map);
  const column = columnOf(text, pair);
  const from = lineStart(text, startOf(pair));
  return {
    from,
    head: lineAfter(text, from),
    to: afterComments(text, lineAfter(text, endOf(pair, text)), column),
    indent: first ? columnOf(text, first) : column + 2,
    pairs: pairsOf(map).length,
  };
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

/** After the last thing in it that is no comment. */
function endOf({ key, value }: Pair, text: string): number {
  const last = (isMap(value) || isSeq(value)) && !value.flow ? value.items.at(-1) : undefined;
  if (last !== undefined) return endOf(isPair(last) ? last : new Pair(null, last), text);
  if (isScalar(value) && /^BLOCK/.test(value.type ?? '') && /\n\n$/.test(String(value.value))) return rangeOf(value)[1] - 1; // "|+" keeps them
  let end = Math.max(rangeOf(key)[1], rangeOf(value)[1]);
  while (end > 0 && /\s/.test(text[end - 1] as string)) end -= 1;
  return end;
}

const rangeOf = (node: unknown): readonly [start: number, end: number] =>
  ((node as { range?: [number, number, number] | null } | null)?.range as [number, number] | undefined) ?? [0, 0];
const startOf = ({ key }: Pair): number => rangeOf(key)[0];
const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
const lineAfter = (text: string, at: number): number => (text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at) + 1);
const columnOf = (text: string, pair: Pair): number => startOf(pair) - lineStart(text, startOf(pair));
