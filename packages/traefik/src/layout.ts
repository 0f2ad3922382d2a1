import type { Files } from './directory.js';
import { parseConfig, using, usingToml } from './document.js';
import { ownerOf, render } from './render.js';
import type { RouteConfig, RouteSpec } from './spec.js';
import type { Edit } from './write.js';

/** What the files say about a service. `config`: `null` when the file cannot be read. */
export interface Found {
  readonly file: string;
  readonly ours: boolean;
  readonly config: RouteConfig | null;
}

/** What a service's part of the files shall be; `null`: gone. */
export interface Wanted {
  readonly key: string;
  readonly spec: RouteSpec | null;
  /** Written again though the text is as it should be, since Traefik missed it: any event makes it read the directory. */
  readonly again?: boolean;
}

/** How services lie in the directory. */
export interface Layout {
  fileOf(key: string): string;
  /** Looks the services up, in their own place first; those that nobody uses are absent. */
  find(files: Files, keys: readonly string[]): ReadonlyMap<string, Found>;
  /** Files of others that Traefik reads, too; none where it may read our one file alone. */
  strangers(files: Files): Files;
  /** Looks for a service's names in all files but its own. */
  elsewhere(files: Files): (key: string) => Found | null;
  /** @throws HlError when what is there cannot be edited safely */
  edits(files: Files, wanted: readonly Wanted[]): Edit[];
  /** What takes `wanted`, as it was written, back to how it is in `then`. */
  restore(now: Files, then: Files, wanted: readonly Wanted[]): Edit[];
}

/** One file a service, wholly ours. */
export function fileEach(): Layout {
  const read = once(parseConfig);
  const ours = (file: string, text: string | null): boolean => text !== null && `${ownerOf(text)}.yml` === file;
  const elsewhere = (files: Files) => foreign(files, ours, read);
  return {
    strangers: (files) => new Map([...files].filter(([file, text]) => !ours(file, text))),
    fileOf: (key) => `${key}.yml`,
    elsewhere,

    find(files, keys) {
      const result = new Map<string, Found>();
      const others = elsewhere(files);
      for (const key of keys) {
        const file = `${key}.yml`;
        const text = files.get(file);
        const found =
          text === undefined
            ? others(key)
            : { file, ours: text !== null && ownerOf(text) === key, config: text === null ? null : read(text) };
        if (found) result.set(key, found);
      }
      return result;
    },

    edits: (files, wanted) =>
      wanted
        .map(({ key, spec, again = false }) => ({
          file: `${key}.yml`,
          before: files.get(`${key}.yml`) ?? null,
          after: spec && render(key, spec),
          again,
        }))
        .filter(({ before, after, again }) => before !== after || (again && after !== null)),

    // `before` is what we wrote: what somebody else made of it meanwhile is left alone
    restore: (_, then, wanted) =>
      wanted
        .map(({ key, spec }) => ({ file: `${key}.yml`, before: spec && render(key, spec), after: then.get(`${key}.yml`) ?? null }))
        .filter(({ before, after }) => before !== after),
  };
}

/** Looks for a service's names in all files but those that are `known`, and but the service's own. */
export function foreign(
  files: Files,
  known: (file: string, text: string | null) => boolean,
  read: (text: string) => RouteConfig | null,
): (key: string) => Found | null {
  const others = [...files]
    .filter(([file, text]) => !known(file, text))
    .map(([file, text]) => ({ file, text, toml: /\.toml$/i.test(file) }));
  return (key) => {
    for (const { file, text, toml } of others) {
      if (text === null || file === `${key}.yml`) continue;
      const config = toml ? null : read(text);
      const found = toml ? usingToml(key, text) : config && using(key, config);
      if (found) return { file, ours: false, config: found };
    }
    return null;
  };
}

/** Remembers the answer for each distinct text. */
export function once<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (text) => {
    const found = known.get(text) ?? { answer: read(text) };
    known.set(text, found);
    return found.answer;
  };
}
