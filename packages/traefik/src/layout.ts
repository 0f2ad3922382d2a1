import type { Edit, Files } from './directory.js';
import { parseConfig, using, usingToml } from './document.js';
import { ownerOf, render } from './render.js';
import type { RouteConfig, RouteSpec } from './spec.js';

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
}

/** How services lie in the directory. */
export interface Layout {
  fileOf(key: string): string;
  /** Looks the services up; those that nobody uses are absent. */
  find(files: Files, keys: readonly string[]): ReadonlyMap<string, Found>;
  /** @throws HlError when what is there cannot be edited safely */
  edits(files: Files, wanted: readonly Wanted[]): Edit[];
  /** What takes `keys` back to how they are in `then`. */
  restore(now: Files, then: Files, keys: readonly string[]): Edit[];
}

/** One file a service, wholly ours. */
export const fileEach: Layout = {
  fileOf: (key) => `${key}.yml`,

  find(files, keys) {
    const result = new Map<string, Found>();
    const others = foreign(files);
    for (const key of keys) {
      const file = `${key}.yml`;
      const text = files.get(file);
      const elsewhere = others(key, file);
      if (text !== undefined) result.set(key, { file, ours: ownerOf(text) === key, config: parseConfig(text) });
      else if (elsewhere) result.set(key, elsewhere);
    }
    return result;
  },

  edits: (files, wanted) =>
    wanted
      .map(({ key, spec }) => ({ file: `${key}.yml`, before: files.get(`${key}.yml`) ?? null, after: spec && render(key, spec) }))
      .filter(({ before, after }) => before !== after),

  restore: (now, then, keys) =>
    keys
      .map((key) => ({ file: `${key}.yml`, before: now.get(`${key}.yml`) ?? null, after: then.get(`${key}.yml`) ?? null }))
      .filter(({ before, after }) => before !== after),
};

/** Looks for a service's names in all files that are not ours and not `except`. */
export function foreign(files: Files): (key: string, except: string) => Found | null {
  const others = [...files]
    .filter(([file, text]) => `${ownerOf(text)}.yml` !== file)
    .map(([file, text]) => ({ file, text, config: parseConfig(text) }));
  return (key, except) => {
    for (const { file, text, config } of others) {
      if (file === except) continue;
      const found = /\.toml$/i.test(file) ? usingToml(key, text) : config && using(key, config);
      if (found) return { file, ours: false, config: found };
    }
    return null;
  };
}
