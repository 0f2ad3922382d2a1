import { HlError } from '@hl/core';
import type { Json } from '@hl/core';
import { check } from './check.js';
import type { Files } from './directory.js';
import { parseConfig, using } from './document.js';
import { layersOf } from './entries.js';
import type { Layers } from './entries.js';
import { foreign, once } from './layout.js';
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
  const config = once(parseConfig);
  const elsewhere = (files: Files) => foreign(files, (other) => other === file, config);

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
    strangers: () => new Map(),
    fileOf: () => file,
    elsewhere,

    find(files, keys) {
      const own = read(files);
      const others = elsewhere(files);
      const result = new Map<string, Found>();
      const unmarked = configFrom(own, (owner) => owner === null);
      for (const key of keys) {
        const marked = configFrom(own, (owner) => owner === key);
        const theirs = using(key, unmarked);
        const taken = others(key);
        if (theirs) result.set(key, { file, ours: false, config: theirs });
        else if (marked.http || marked.tcp || marked.udp) result.set(key, { file, ours: true, config: marked });
        else if (taken) result.set(key, taken);
      }
      return result;
    },

    edits(files, wanted) {
      for (const { key, spec } of wanted) if (spec) check(key, spec);
      return edit(
        files,
        wanted.map(({ key, spec }) => ({ key, config: spec && configOf(spec) })),
        wanted.some(({ again }) => again),
      );
    },

    restore(now, then, wanted) {
      const former = read(then);
      return edit(
        now,
        wanted.map(({ key }) => ({ key, config: configFrom(former, (owner) => owner === key) })),
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
