import { HlError } from '@hl/core';
import { Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, visit } from 'yaml';
import type { Alias, Node, YAMLMap, YAMLSeq } from 'yaml';
import type { Edit } from './edit.js';
import { expand } from './includes.js';
import type { Expanded, Sources } from './includes.js';
import type { Path } from './find.js';
import { hasVariable, mask } from './mask.js';

/** A parsed glance.yml that knows where each node stands in which file. Never written back by the parser: edits are made in the text. */
export interface GlanceDocument {
  readonly main: string;
  readonly sources: Sources;
  readonly expanded: Expanded;
  readonly yaml: Document;
  /** Zero-based line and column of an offset. */
  at(offset: number): { readonly line: number; readonly column: number };
  line(number: number): string;
  /** The file and the line, and if asked for the column, that a person finds an offset at: `/opt/glance/home.yml:12`. */
  place(offset: number, column?: 'column'): string;
  /** What stands before, and after, an offset on its line. */
  before(offset: number): string;
  after(offset: number): string;
  /** All data, as Glance reads it but for its variables. */
  data(): unknown;
  /** The data of one node. */
  plain(node: Node): unknown;
  /** The edit that replaces the text between two offsets. */
  replace(start: number, end: number, text: string): Edit;
  /** The value under a key, also when `<<` brings it in. */
  get(map: YAMLMap, key: string): unknown;
  /** A scalar's text, without quotes; null when there is none. */
  text(map: YAMLMap, key: string): string | null;
  /** Whether Glance puts something else in the place of a part of it. */
  varies(map: YAMLMap, key: string): boolean;
  map(node: unknown): YAMLMap | null;
  seq(node: unknown): YAMLSeq | null;
  /** The node at a path such as `['pages', 0]`; aliases are followed. */
  node(path: Path): unknown;
  /** Where on the way to a path an alias stands; null when there is none. */
  alias(path: Path): number | null;
}

/**
 * @throws HlError HL_GLANCE_YAML with file and line when it is not YAML
 */
export function parseGlance(sources: Sources, main: string): GlanceDocument {
  const expanded = expand(sources, main);
  const masked = mask(expanded.text);
  const counter = new LineCounter();
  // Glance reads the first document, whatever comes after it
  const [yaml = new Document(null)] = parseAllDocuments(masked.text, {
    keepSourceTokens: true,
    lineCounter: counter,
    prettyErrors: false,
    merge: true,
  });
  const lines = expanded.text.split('\n');
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(line, 1) - 1, column: Math.max(col, 1) - 1 };
  };
  const place = (offset: number, column?: 'column'): string => {
    const where = at(offset);
    const origin = expanded.origins[Math.min(where.line, expanded.origins.length - 1)];
    if (!origin) return main;
    return `${origin.path}:${origin.line + 1}${column ? `:${Math.max(0, where.column - origin.indent.length) + 1}` : ''}`;
  };
  const [error] = yaml.errors;
  if (error) throw invalid(place(error.pos[0], 'column'), masked.unmask(error.message.split('\n')[0] ?? ''));
  const dangling = danglingAlias(yaml);
  if (dangling) throw invalid(place(dangling.range?.[0] ?? 0, 'column'), masked.unmask(`there is no &${dangling.source}`));
  const follow = (node: unknown): unknown => (isAlias(node) ? node.resolve(yaml) : node);
  const get = (map: YAMLMap, key: string): unknown => {
    const own: unknown = map.get(key, true);
    if (own !== undefined) return own;
    const merged = follow(map.items.find((pair) => isScalar(pair.key) && pair.key.source === '<<')?.value);
    const bases = (isSeq(merged) ? merged.items.map(follow) : [merged]).filter((base) => isMap(base));
    return bases.map((base) => get(base, key)).find((value) => value !== undefined);
  };
  const step = (node: unknown, key: string | number): unknown =>
    isMap(node) ? get(node, String(key)) : isSeq(node) ? node.get(key, true) : undefined;
  return {
    main,
    sources,
    expanded,
    yaml,
    at,
    line: (number) => lines[number] ?? '',
    place,
    before: (offset) => (lines[at(offset).line] ?? '').slice(0, at(offset).column),
    after: (offset) => (lines[at(offset).line] ?? '').slice(at(offset).column),
    data: () => {
      try {
        return mapStrings(yaml.toJS({ maxAliasCount: -1 }), masked.unmask, new Map());
      } catch (cause) {
        throw invalid(main, masked.unmask((cause as Error).message), cause); // a merge with a text
      }
    },
    plain: (node) => mapStrings(node.toJS(yaml), masked.unmask, new Map()),
    replace: (start, end, text) => {
      const [from, to] = [at(start), at(end)];
      const replaced = (lines[from.line] ?? '').slice(0, from.column) + text + (lines[to.line] ?? '').slice(to.column);
      return { first: from.line, last: to.line, lines: replaced.split('\n') };
    },
    get,
    text: (map, key) => {
      const node = follow(get(map, key));
      if (!isScalar(node) || node.value === null) return null;
      return masked.unmask(typeof node.value === 'string' ? node.value : (node.source ?? String(node.value)));
    },
    varies: (map, key) => {
      const node = follow(get(map, key));
      return isScalar(node) && hasVariable(expanded.text.slice(node.range?.[0], node.range?.[1]));
    },
    node: (path) => path.reduce<unknown>((node, key) => step(follow(node), key), yaml.contents),
    alias: (path) => {
      let node: unknown = yaml.contents;
      for (const key of path) {
        node = step(node, key);
        if (isAlias(node)) return node.range?.[0] ?? 0;
      }
      return null;
    },
    map: (node) => {
      const found = follow(node);
      return isMap(found) ? found : null;
    },
    seq: (node) => {
      const found = follow(node);
      return isSeq(found) ? found : null;
    },
  };
}

const invalid = (place: string, reason: string, cause?: unknown): HlError =>
  new HlError('HL_GLANCE_YAML', `${place} is not valid YAML: ${reason}`, {
    kind: 'refused',
    hint: 'Mend the file there; nothing was written.',
    cause,
  });

/** The first `*name` of which there is no `&name` before it. */
function danglingAlias(yaml: Document): Alias | undefined {
  const anchors = new Set<string>();
  let found: Alias | undefined;
  visit(yaml, {
    Node(_, node) {
      if (isAlias(node)) found = anchors.has(node.source) ? undefined : node;
      else if ('anchor' in node && typeof node.anchor === 'string') anchors.add(node.anchor);
      return found && visit.BREAK;
    },
  });
  return found;
}

/** The same structure, shared objects included, with every string and key passed through `change`. */
function mapStrings(value: unknown, change: (text: string) => string, seen: Map<object, unknown>): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    seen.set(value, list);
    list.push(...value.map((item) => mapStrings(item, change, seen)));
    return list;
  }
  const map: Record<string, unknown> = {};
  seen.set(value, map);
  for (const [key, item] of Object.entries(value)) map[change(key)] = mapStrings(item, change, seen);
  return map;
}
