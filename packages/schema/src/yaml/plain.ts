import { isAlias, isMap, isScalar, isSeq, type Alias, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Path, Problem } from '../diagnostic.js';
import { descend, type Reading } from './reading.js';

/** More values than this come from aliases of aliases only. */
const valueLimit = 50_000;
export const depthLimit = 64;
/** Of one list or mapping. Nobody writes as many; what looks at each pair of them stays quick. */
const widthLimit = 1_000;
/** In UTF-16 units, of a text that we look into; others (a variable, a label, what compose reads) are only handed on. */
const textLimit = 16_384;
const tooManyValues = `the file unfolds to more than ${valueLimit} values`;

export interface Plain {
  readonly value: unknown;
  /** What each alias stands for, for finding positions. */
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly problems: readonly Problem[];
  /** Scalars that YAML would have changed, with the text they keep. */
  readonly kept: readonly { readonly path: Path; readonly source: string; readonly meaning: unknown }[];
}

class TooMuch extends Error {
  readonly hint: string;
  readonly path: Path;

  constructor(message: string, hint = 'Write the values out, without aliases of aliases.', path: Path = []) {
    super(message);
    this.hint = hint;
    this.path = path;
  }
}

/** @throws TooMuch */
function bounded(entries: number, path: Path): void {
  if (entries <= widthLimit) return;
  throw new TooMuch(`a list or mapping with more than ${widthLimit} entries`, 'Put large data into a file beside it.', path);
}

/**
 * A YAML tree as plain JSON: aliases and merge keys resolved within limits, keys as text, numbers as text where the
 * reading says so, empty values dropped where it does not say `free`.
 */
export function plain(root: Node | null, how: Reading): Plain {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const problems: Problem[] = [];
  const kept: { path: Path; source: string; meaning: unknown }[] = [];
  let count = 0;

  const resolve = (node: unknown, path: Path): Node | null => {
    if (!isAlias(node)) return (node ?? null) as Node | null;
    const target = anchors.get(node.source);
    if (target) targets.set(node, target);
    else
      problems.push({
        path,
        rule: 'alias',
        message: `there is no anchor &${node.source} above`,
        hint: `Define it before it is used: key: &${node.source} …`,
      });
    return target ?? null;
  };

  const scalar = (value: unknown, source: string | undefined, path: Path, reading: Reading | undefined): unknown => {
    if (typeof value === 'string' || (value === null && !reading?.empty)) return value;
    if (reading?.text) {
      kept.push({ path, source: source ?? '', meaning: value });
      return source ?? '';
    }
    if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
    return source ?? String(value);
  };

  const walk = (given: unknown, path: Path, reading: Reading | undefined): unknown => {
    if (path.length > depthLimit) throw new TooMuch(`the file is nested deeper than ${depthLimit} levels`);
    if (++count > valueLimit) throw new TooMuch(tooManyValues);
    const node = resolve(given, path);
    if (node === null) return null;
    if ('anchor' in node && node.anchor) anchors.set(node.anchor, node);
    if (isScalar(node)) {
      if (typeof node.value === 'string' && node.value.includes('\0'))
        problems.push({ path, rule: 'text', message: 'a text cannot hold a NUL character' });
      if (typeof node.value === 'string' && node.value.length > textLimit && !reading?.free && !reading?.text)
        problems.push({
          path,
          rule: 'size',
          message: `a text of ${node.value.length} characters; ${textLimit} at most`,
          hint: 'Put it into a file beside it.',
        });
      return scalar(node.value, node.source, path, reading);
    }
    if (isSeq(node) || isMap(node)) bounded(node.items.length, path);
    if (isSeq(node)) return node.items.map((item, index) => walk(item, [...path, index], descend(reading, String(index))));
    return isMap(node) ? map(node, path, reading) : null;
  };

  /** Adds the entries of a mapping, then those it merges in: what is there already wins. */
  const collect = (node: YAMLMap, path: Path, reading: Reading | undefined, result: Map<string, unknown>): void => {
    if (++count > valueLimit) throw new TooMuch(tooManyValues);
    for (const pair of node.items.filter((pair) => !isMerge(pair))) {
      const key = keyOf(pair, path, problems);
      if (key === null || result.has(key)) continue;
      const value = walk(pair.value, [...path, key], descend(reading, key));
      if (value !== null || reading?.free) result.set(key, value);
    }
    for (const pair of node.items.filter(isMerge)) {
      const target = resolve(pair.value, [...path, '<<']);
      for (const source of isSeq(target) ? target.items.map((item) => resolve(item, [...path, '<<'])) : [target]) {
        if (isMap(source)) collect(source, path, reading, result);
        else if (source !== null)
          problems.push({ path: [...path, '<<'], rule: 'merge', message: 'a merge key takes a mapping or a list of mappings' });
      }
    }
  };

  const map = (node: YAMLMap, path: Path, reading: Reading | undefined): Record<string, unknown> => {
    const result = new Map<string, unknown>();
    collect(node, path, reading, result);
    bounded(result.size, path);
    return Object.fromEntries(result);
  };

  try {
    return { value: walk(root, [], how), targets, problems, kept };
  } catch (error) {
    if (!(error instanceof TooMuch || error instanceof RangeError)) throw error;
    const { message, hint, path } = error instanceof TooMuch ? error : new TooMuch('the file is nested too deeply');
    return { value: null, targets, problems: [{ path, rule: 'size', message, hint }], kept: [] };
  }
}

/** The text of a key, or null after a problem was noted. */
function keyOf({ key }: Pair, path: Path, problems: Problem[]): string | null {
  const text = isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? '')) : null;
  if (text !== null && text !== '' && text !== '__proto__') return text;
  const message = text === null ? 'a key must be a text' : text === '' ? 'a key is empty' : '__proto__ cannot be a key';
  problems.push({ path, rule: 'key', message, hint: 'Write key: value.' });
  return null;
}

export const isMerge = ({ key }: Pair): boolean => isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
