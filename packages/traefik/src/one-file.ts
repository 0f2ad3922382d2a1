import { HlError } from '@hl/core';
import type { Json } from '@hl/core';
import { check } from './check.js';
import type { Files } from './directory.js';
import { belongs, layersOf } from './entries.js';
import type { Entry, Layers } from './entries.js';
import { lookUp, once, reader, sourcesOf } from './layout.js';
import type { Found, Layout } from './layout.js';
import { configOf } from './spec.js';
import type { RouteConfig, Section } from './spec.js';
import { operate } from './surgery.js';
import type { Part } from './surgery.js';
import type { Edit } from './write.js';

/** All services in one file that people edit, too; a comment line above each of our definitions says whose it is. */
export function oneFile(file: string): Layout {
  const layers = once((text) => layersOf(text, file));
  const read = (files: Files): Layers => {
    const text = files.get(file);
    if (text !== null) return layers((text ?? '').replace(/^\uFEFF/, ''));
    throw new HlError('HL_TRAEFIK_FILE', `${file} is there and cannot be read`, {
      kind: 'refused',
      hint: 'Let the SSH user read it; a symbolic link must lead to a file.',
    });
  };
  const config = reader();
  const besides = (files: Files): Files => new Map([...files].filter(([other]) => other !== file));
  const elsewhere: Layout['elsewhere'] = (files) => lookUp(sourcesOf(besides(files), config), () => file);

  const edit = (files: Files, parts: readonly Part[], again = false): Edit[] => {
    const before = files.get(file) ?? null;
    if (before?.includes('\uFFFD')) {
      throw new HlError('HL_TRAEFIK_FILE', `${file} is not UTF-8`, {
        kind: 'input',
        hint: 'Save it as UTF-8, or use traefik.layout: directory in hl.yml.',
      });
    }
    const after = operate(before ?? '', parts, file, layers);
    if (after === (before ?? '') && !again) return [];
    return [{ file, before, after: after.trim() === '' ? null : after, keep: true }];
  };

  return {
    // Traefik may be told to read our one file alone: then the others mean nothing
    strangers(files, serves = () => false) {
      const all = sourcesOf(besides(files), config).some(serves);
      return new Map([...files].filter(([other]) => all || other === file));
    },
    own: (files) => [{ file, config: configFrom(read(files), ({ owner }) => owner !== null) }],
    others: (files) => [{ file, config: configFrom(read(files), ({ owner }) => owner === null) }, ...sourcesOf(besides(files), config)],
    fileOf: () => file,
    elsewhere,

    find(files, keys) {
      const own = read(files);
      const others = elsewhere(files);
      const result = new Map<string, Found>();
      for (const key of keys) {
        const held = own.entries.filter((entry) => belongs(entry, key));
        const taken = others(key);
        if (held.length > 0) {
          const ours = held.every(({ owner }) => owner === key);
          result.set(key, { file, ours, config: configFrom({ ...own, entries: held }, () => true) });
        } else if (taken) result.set(key, taken);
      }
      return result;
    },

    edits(files, wanted) {
      for (const { key, spec } of wanted) if (spec) check(key, spec);
      return edit(
        files,
        wanted.map(({ key, spec }) => ({ key, config: spec && configOf(spec), unmarked: spec?.unmarked === true })),
        wanted.some(({ again }) => again),
      );
    },

    restore(now, then, wanted) {
      const former = read(then);
      return edit(
        now,
        wanted.map(({ key }) => {
          const held = former.entries.filter((entry) => belongs(entry, key));
          const unmarked = held.every(({ owner }) => owner === null);
          return { key, config: configFrom({ ...former, entries: held }, () => true), unmarked };
        }),
      );
    },
  };
}

function configFrom({ entries }: Layers, of: (entry: Entry) => boolean): RouteConfig {
  const sections: { [section: string]: { [kind: string]: { [name: string]: { [field: string]: Json } } } } = {};
  for (const entry of entries.filter(of)) {
    const { section, kind, name, value } = entry;
    ((sections[section] ??= {})[kind] ??= {})[name] = value as { [field: string]: Json };
  }
  const { http = null, tcp = null, udp = null } = sections as { [section: string]: Section };
  return { http, tcp, udp, tls: null };
}
