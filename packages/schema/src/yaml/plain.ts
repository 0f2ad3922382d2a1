import type { Node, Pair, YAMLMap } from 'yaml';
import type { Path, Problem } from '../diagnostic.js';
import { yaml } from './library.js';
import { textProblem } from './scalar.js';
import { descend, type Reading } from './reading.js';

/** More values than this come from aliases of aliases only. */
const valueLimit = 50_000;
const depthLimit = 64;
/** Of one list or mapping. Nobody writes as many; what looks at each pair of them stays quick. */
export const widthLimit = 1_000;
/** In UTF-16 units, of a text that we look into; others (a variable, a label, what compose reads) are only handed on. */
export const textLimit = 16_384;

export interface Plain {
  readonly value: unknown;
  /** Offsets of each name and value; the last of a path counts. What came by an alias or a merge key is where it is written. */
  readonly positions: readonly { readonly path: Path; readonly key: number; readonly value: number }[];
  readonly problems: readonly Problem[];
  /** Scalars that YAML would have changed, with the text they keep. */
  readonly kept: readonly { readonly path: Path; readonly source: string; readonly meaning: unknown }[];
  /** Keys without a value, which count as absent. */
  readonly empty: readonly Path[];
}

/**
 * A YAML tree as plain JSON: aliases and merge keys resolved within limits, keys as text, numbers as text where the
 * reading says so, empty values dropped where it does not say `free`; there, compose's tags are `{ '!reset': null }` and `{ '!override': value }`.
 */
export function plain(root: Node | null, how: Reading): Plain {
  const { isAlias, isMap, isNode, isScalar, isSeq } = yaml();
  const anchors = new Map<string, Node>();
  const positions: Plain['positions'][number][] = [];
  const problems: Problem[] = [];
  const kept: Plain['kept'][number][] = [];
  const none: Path[] = [];
  let refusal: Problem | null = null;
  let count = 0;

  const problem = (path: Path, rule: string, message: string, hint?: string): null => {
    problems.push({ path, rule, message, hint });
    return null;
  };
  /** The file is not looked at any further. */
  const refuse = (message: string, hint = 'Write the values out, without aliases of aliases.', path: Path = []): null => {
    refusal ??= { path, rule: 'size', message, hint };
    return null;
  };
  const tooWide = (entries: number, path: Path): boolean => {
    if (entries > widthLimit)
      refuse(`a list or mapping with more than ${widthLimit} entries`, 'Put large data into a file beside it.', path);
    return entries > widthLimit;
  };

  const resolve = (node: unknown, path: Path): unknown => {
    if (!isAlias(node)) return node;
    const hint = `Put a text that begins with * in quotes: '*${node.source}'. An anchor is defined before it is used: key: &${node.source} …`;
    return anchors.get(node.source) ?? problem(path, 'alias', `there is no anchor &${node.source} above`, hint);
  };

  const scalar = (value: unknown, source: string, path: Path, reading: Reading | undefined): unknown => {
    if (typeof value === 'string') {
      if (value.includes('\0')) problem(path, 'text', 'a text cannot hold a NUL character');
      if (value.length > textLimit && !reading?.free && !reading?.text)
        problem(path, 'size', `a text of ${value.length} characters; ${textLimit} at most`, 'Put it into a file beside it.');
      return value;
    }
    if (value === null && !reading?.empty) return null;
    if (reading?.text) kept.push({ path, source, meaning: value });
    return !reading?.text && (typeof value === 'boolean' || Number.isFinite(value)) ? value : source;
  };

  /** @param marked its tag is read already */
  const walk = (given: unknown, path: Path, reading: Reading | undefined, key?: Node, marked = false): unknown => {
    if (refusal) return null;
    if (path.length > depthLimit) return refuse(`the file is nested deeper than ${depthLimit} levels`);
    if (++count > valueLimit) return refuse(`the file unfolds to more than ${valueLimit} values`);
    const node = resolve(given, path);
    const value = offsetOf(given) ?? 0;
    const name = offsetOf(key) ?? value;
    const empty = isScalar(node) && node.value === null;
    positions.push({ path, key: name, value: empty || !given ? name : value });
    // What stands under a tag is found without it.
    const tag = isNode(node) && /^!(reset|override)$/.test(node.tag ?? '') ? node.tag : undefined;
    if (tag !== undefined && !marked) {
      if (!reading?.free) return problem(path, 'tag', `${tag} is compose’s, for deployment.compose`, 'Remove the tag.');
      return { [tag]: tag === '!reset' ? null : walk(given, path, reading, key, true) };
    }
    if (isScalar(node)) {
      const wrong = textProblem(node, reading?.text === true);
      if (wrong !== null) problems.push({ path, ...wrong });
      if (node.anchor) anchors.set(node.anchor, node);
      const value = scalar(node.value, node.source ?? '', path, reading);
      // Where a comment took the value away, that is told, and not that there is none.
      if (wrong?.rule === 'comment' && node.value === null) kept.pop();
      return value;
    }
    if (!(isSeq(node) || isMap(node)) || tooWide(node.items.length, path)) return null;
    if (node.anchor) anchors.set(node.anchor, node);
    return isSeq(node) ? node.items.map((item, index) => walk(item, [...path, index], descend(reading, '*'))) : map(node, path, reading);
  };

  const map = (node: YAMLMap, path: Path, reading: Reading | undefined): Record<string, unknown> => {
    const result = new Map<string, unknown>();
    collect(node, path, reading, result, 0);
    tooWide(result.size, path);
    if (!reading?.free) none.push(...[...result].flatMap(([key, value]) => (value === null ? [[...path, key]] : [])));
    return Object.fromEntries([...result].filter(([, value]) => value !== null || reading?.free));
  };

  /** Adds the entries of a mapping, then those it merges in: what is there already wins. */
  const collect = (node: YAMLMap, path: Path, reading: Reading | undefined, result: Map<string, unknown>, depth: number): void => {
    if (refusal) return;
    if (depth > depthLimit) return void refuse('the file is nested too deeply');
    if (++count > valueLimit) return void refuse(`the file unfolds to more than ${valueLimit} values`);
    const own = new Set<string>();
    for (const pair of node.items.filter((pair) => !isMerge(pair))) {
      const key = keyOf(pair, path, problems);
      if (key === null) continue;
      if (own.has(key)) problems.push({ path: [], offset: offsetOf(pair.key) ?? 0, ...repeated(key) });
      else if (!result.has(key)) result.set(key, walk(pair.value, [...path, key], descend(reading, key), pair.key as Node));
      own.add(key);
    }
    for (const { key, value } of node.items.filter(isMerge)) {
      const here = [...path, '<<'];
      positions.push({ path: here, key: offsetOf(key) ?? 0, value: offsetOf(value) ?? 0 });
      const target = resolve(value, here);
      for (const source of isSeq(target) ? target.items.map((item) => resolve(item, here)) : [target]) {
        if (isMap(source)) collect(source, path, reading, result, depth + 1);
        else if (source !== null) problem(here, 'merge', 'a merge key takes a mapping or a list of mappings');
      }
    }
  };

  const value = walk(root, [], how);
  return refusal ? { value: null, positions, problems: [refusal], kept: [], empty: [] } : { value, positions, problems, kept, empty: none };
}

const repeated = (key: string) => ({
  rule: 'duplicate-key',
  message: `the key ${key} is given twice in one mapping`,
  hint: 'Keep one of them.',
});

/** The text of a key, or null after a problem was noted. */
function keyOf({ key }: Pair, path: Path, problems: Problem[]): string | null {
  const text = yaml().isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? '')) : null;
  if (text !== null && text !== '' && text !== '__proto__') return text;
  const message = text === null ? 'a key must be a text' : text === '' ? 'a key is empty' : '__proto__ cannot be a key';
  const hint = text === null ? 'Write key: value. A text that begins with { is put in quotes.' : 'Write key: value.';
  problems.push({ path, rule: 'key', message, hint });
  return null;
}

const isMerge = ({ key }: Pair): boolean => yaml().isScalar(key) && key.value === '<<' && key.type === 'PLAIN';

const offsetOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];
