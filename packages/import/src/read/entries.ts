import { isMap, isScalar, isSeq, Scalar, YAMLMap, type Node } from 'yaml';

/** One entry of `environment` or `labels`, which compose takes as a map and as a list of `name=value`. */
export interface Entry {
  readonly name: string;
  /** null: only the name is there. */
  readonly value: string | null;
  /** As it is written, before Go's reader. */
  readonly source: string | undefined;
  /** Where it stands. */
  readonly at: unknown;
  /** All of it: a pair, or an item of a list. */
  readonly item: unknown;
  set(value: string): void;
}

export function entriesOf(container: YAMLMap, part: string): Entry[] {
  const written = container.get(part);
  if (isMap(written))
    return written.items.map((pair) => {
      const { key, value } = pair;
      const scalar = isScalar(value) ? value : null;
      return {
        name: String(key),
        value: scalar === null || scalar.value === null ? null : String(scalar.value),
        source: scalar?.source,
        at: value ?? key,
        item: pair,
        set(text) {
          const changed = scalar ?? new Scalar(text);
          // What only looks like a text would be one no more.
          if (typeof changed.value !== 'string' || changed.type === 'PLAIN')
            changed.type = /^[\d.+-]|^(true|false|null|~)?$/.test(text) ? 'QUOTE_SINGLE' : 'PLAIN';
          [changed.value, pair.value] = [text, changed];
        },
      };
    });
  return (isSeq(written) ? written.items.filter(isScalar) : []).map((item) => {
    const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(String(item.value)) ?? [];
    return { name, value: value ?? null, source: item.source, at: item, item, set: (text) => void (item.value = `${name}=${text}`) };
  });
}

/** Takes items out; what is empty then goes. */
export function keepItems(container: YAMLMap, part: string, keep: (item: unknown) => boolean): void {
  const written = container.get(part);
  if (!isMap(written) && !isSeq(written)) return;
  const kept = (written.items as unknown[]).filter(keep);
  if (kept.length === 0 && written.items.length > 0) container.delete(part);
  written.items = kept as typeof written.items;
}

/** The same for those of `environment` or `labels`. */
export function keepEntries(container: YAMLMap, part: string, keep: (entry: Entry) => boolean): void {
  const gone = new Set(entriesOf(container, part).flatMap((entry) => (keep(entry) ? [] : [entry.item])));
  keepItems(container, part, (item) => !gone.has(item));
}

/** @param at what the entry comes from, and remarks on it stand at */
export function addEntry(container: YAMLMap, part: string, name: string, value: string, at: Node): void {
  const found = container.get(part);
  const written = isMap(found) || isSeq(found) ? found : new YAMLMap();
  const scalar = new Scalar(isMap(written) ? value : `${name}=${value}`);
  if (at.range) scalar.range = at.range;
  if (isMap(written)) written.set(name, scalar);
  else written.add(scalar);
  container.set(part, written);
}
