import type { YAMLMap } from 'yaml';
import { entriesOf, keepEntries } from '../read/entries.js';
import { literal } from '../read/interpolate.js';

/** Labels of one container, of which those that become keys of ours are taken out. Names are the same in any case. */
export interface Labels {
  /** Names that begin with `prefix`, as they are written. */
  names(prefix: string): string[];
  /** Its text, literal; undefined: there is no such label. */
  get(name: string): string | undefined;
  /** Where it is written. */
  at(name: string): unknown;
  /** Takes labels out of the container. */
  take(names: readonly string[]): void;
}

/** @param container one entry of `services` */
export function labelsOf(container: YAMLMap): Labels {
  const all = () => entriesOf(container, 'labels');
  const find = (name: string) => all().find((one) => one.name.toLowerCase() === name.toLowerCase());
  return {
    names: (prefix) => all().flatMap(({ name }) => (name.toLowerCase().startsWith(prefix) ? [name] : [])),
    get(name) {
      const found = find(name);
      return found && literal(found.value ?? '');
    },
    at: (name) => find(name)?.at,
    take: (names) => keepEntries(container, 'labels', ({ name }) => !names.includes(name)),
  };
}
