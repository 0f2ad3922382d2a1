import { isAlias, isMap, isScalar, isSeq, LineCounter, type Alias, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Locate } from '../diagnostic.js';
import { isMerge } from './plain.js';

/**
 * Positions in a parsed document. What is missing is found at the key of the mapping that lacks it.
 */
export function locator(root: Node | null, targets: ReadonlyMap<Alias, Node>, lines: LineCounter): Locate {
  const follow = (node: unknown): Node | null => (isAlias(node) ? (targets.get(node) ?? null) : ((node ?? null) as Node | null));

  const find = (map: YAMLMap, name: string): Pair | undefined => {
    const own = map.items.find(({ key }) => isScalar(key) && (typeof key.value === 'string' ? key.value : key.source) === name);
    if (own) return own;
    for (const pair of map.items.filter(isMerge)) {
      const merged = follow(pair.value);
      for (const source of isSeq(merged) ? merged.items.map(follow) : [merged]) {
        const found = isMap(source) ? find(source, name) : undefined;
        if (found) return found;
      }
    }
    return undefined;
  };

  return (path, place) => {
    let node = follow(root);
    let key: number | undefined = node?.range?.[0];
    let value = key;
    let whole = true;
    for (const part of path) {
      const pair = isMap(node) ? find(node, String(part)) : undefined;
      const item = isSeq(node) ? node.items[Number(part)] : undefined;
      if (pair === undefined && item === undefined) {
        whole = false;
        break;
      }
      const child = (pair ? pair.value : item) as Node | null | undefined;
      value = child?.range?.[0];
      key = pair ? (pair.key as Node).range?.[0] : value;
      node = follow(child);
    }
    const empty = isScalar(node) && node.value === null;
    const { line, col } = lines.linePos((whole && place === 'value' && !empty ? (value ?? key) : key) ?? 0);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
}
