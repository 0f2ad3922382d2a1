import { HlError } from '@hl/core';
import type { Json } from '@hl/core';
import { check } from './check.js';
import type { Edit, Files } from './directory.js';
import { using } from './document.js';
import { layersOf } from './entries.js';
import type { Layers } from './entries.js';
import { foreign } from './layout.js';
import type { Found, Layout } from './layout.js';
import { configOf } from './spec.js';
import type { RouteConfig, Section } from './spec.js';
import { operate } from './surgery.js';
import type { Part } from './surgery.js';

/** All services in one file that people edit, too; a comment line above each of our definitions says whose it is. */
export function oneFile(file: string): Layout {
  const read = (files: Files): Layers => layersOf((files.get(file) ?? '').replace(/^\uFEFF/, ''), file);

  const edit = (files: Files, parts: readonly Part[]): Edit[] => {
    const before = files.get(file) ?? null;
    if (before?.includes('\uFFFD')) {
      throw new HlError('HL_TRAEFIK_FILE', `${file} is not UTF-8`, {
        kind: 'input',
        hint: 'Save it as UTF-8, or use traefik.layout: directory in hl.yml.',
      });
    }
    const after = operate(before ?? '', parts, file);
    if (after === (before ?? '')) return [];
    return [{ file, before, after: after.trim() === '' ? null : after }];
  };

  return {
    fileOf: () => file,

    find(files, keys) {
      const layers = read(files);
      const others = foreign(files);
      const result = new Map<string, Found>();
      const unmarked = configFrom(layers, (owner) => owner === null);
      for (const key of keys) {
        const own = configFrom(layers, (owner) => owner === key);
        const theirs = using(key, unmarked);
        const elsewhere = others(key, file);
        if (theirs) result.set(key, { file, ours: false, config: theirs });
        else if (own.http || own.tcp || own.udp) result.set(key, { file, ours: true, config: own });
        else if (elsewhere) result.set(key, elsewhere);
      }
      return result;
    },

    edits(files, wanted) {
      for (const { key, spec } of wanted) if (spec) check(key, spec);
      return edit(
        files,
        wanted.map(({ key, spec }) => ({ key, config: spec && configOf(spec) })),
      );
    },

    restore(now, then, keys) {
      const former = read(then);
      return edit(
        now,
        keys.map((key) => ({ key, config: configFrom(former, (owner) => owner === key) })),
      );
    },
  };
}

function configFrom({ entries }: Layers, of: (owner: string | null) => boolean): RouteConfig {
  const sections: { [section: string]: { [kind: string]: { [name: string]: { [field: string]: Json } } } } = {};
  for (const { section, kind, name, owner, value } of entries) {
    if (of(owner)) ((sections[section] ??= {})[kind] ??= {})[name] = value as { [field: string]: Json };
  }
  const { http = null, tcp = null, udp = null } = sections as { [section: string]: Section };
  return { http, tcp, udp, tls: null };
}
