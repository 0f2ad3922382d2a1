import { isMap, isScalar, isSeq, YAMLMap, type Pair, type Scalar } from 'yaml';

/** Names in a list, or of a map. */
export const namesIn = (written: unknown): Scalar[] =>
  (isMap(written) ? written.items.map(({ key }) => key) : isSeq(written) ? written.items : []).filter(isScalar);

/** Entries as a mapping, without an empty line before the first. */
export function mapping(pairs: readonly Pair[]): YAMLMap {
  const map = new YAMLMap();
  const [first] = pairs;
  if (isScalar(first?.key)) first.key.spaceBefore = false;
  map.items = [...pairs] as YAMLMap['items'];
  return map;
}
