import type { Files } from './directory.js';
import { parseConfig, parseToml, using } from './document.js';
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

/** What one side wrote in a file. */
export interface Source {
  readonly file: string;
  readonly config: RouteConfig;
}

/** How services lie in the directory. Whose a definition is, its mark says and nothing else. */
export interface Layout {
  fileOf(key: string): string;
  /** Looks the services up, in their own place first; those that nobody uses are absent. */
  find(files: Files, keys: readonly string[]): ReadonlyMap<string, Found>;
  /** Which files that others write, too, Traefik reads: told by what it serves from there. */
  strangers(files: Files, serves?: (source: Source) => boolean): Files;
  /** What is marked as ours. */
  own(files: Files): readonly Source[];
  /** What is not. */
  others(files: Files): readonly Source[];
  /** Looks for a service's names in all files but its own. */
  elsewhere(files: Files): (key: string) => Found | null;
  /** @throws HlError when what is there cannot be edited safely */
  edits(files: Files, wanted: readonly Wanted[]): Edit[];
  /** What takes `wanted`, as it was written, back to how it is in `then`. */
  restore(now: Files, then: Files, wanted: readonly Wanted[]): Edit[];
}

/** One file a service, wholly ours. */
export function fileEach(): Layout {
  const read = reader();
  const ours = (file: string, text: string | null): boolean => text !== null && `${ownerOf(text)}.yml` === file;
  const sources = (files: Files, wanted: boolean): Source[] =>
    sourcesOf(new Map([...files].filter(([file, text]) => ours(file, text) === wanted)), read);
  const elsewhere: Layout['elsewhere'] = (files) => lookUp(sources(files, false), (key) => `${key}.yml`);
  return {
    strangers: (files) => new Map([...files].filter(([file, text]) => !ours(file, text))),
    own: (files) => sources(files, true),
    others: (files) => sources(files, false),
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
            : { file, ours: text !== null && ownerOf(text) === key, config: text === null ? null : read(file, text) };
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

/** The configurations of files that can be read. */
export const sourcesOf = (files: Files, read: Reader): Source[] =>
  [...files].flatMap(([file, text]) => {
    const config = text === null ? null : read(file, text);
    return config === null ? [] : [{ file, config }];
  });

/** Who uses a service's names, but for its own file. */
export const lookUp =
  (sources: readonly Source[], fileOf: (key: string) => string) =>
  (key: string): Found | null => {
    for (const { file, config } of sources) {
      const found = file === fileOf(key) ? null : using(key, config);
      if (found) return { file, ours: false, config: found };
    }
    return null;
  };

export type Reader = (file: string, text: string) => RouteConfig | null;

/** Reads each distinct text once. */
export function reader(): Reader {
  const [yaml, toml] = [once(parseConfig), once(parseToml)];
  return (file, text) => (/\.toml$/i.test(file) ? toml(text) : yaml(text));
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
