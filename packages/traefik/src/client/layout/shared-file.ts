import { HlError } from '@hl/core';
import { canonicalConfig } from '@hl/schema/traefik';
import { configOf, definitionsIn, onlyConfig, type RouteConfig } from '../../desired/spec.js';
import { validate } from '../../desired/validate.js';
import { editSharedFile, type Part } from './edit-shared-file.js';
import { inventoryOf, writtenIn } from './inventory.js';
import { once, type Layout } from './layout.js';
import { locateDefinitions, serviceOf, type Located, type Location } from './locate-definitions.js';
import { parseFile } from '../parse-file.js';
import type { Files } from '../read-files.js';
import type { Edit } from '../write-files.js';

/** All services in one file that people edit, too; a comment line above each of our definitions says whose it is. */
export function sharedFile(file: string): Layout {
  const locate = once((text) => locateDefinitions(text, file));
  const parsed = once((text, other) => parseFile(other, text));
  const read = (files: Files): Located => {
    const text = files.get(file);
    if (text !== null) return locate((text ?? '').replace(/^\uFEFF/, ''));
    throw new HlError('HL_TRAEFIK_FILE', `${file} is there and cannot be read`, {
      kind: 'refused',
      hint: 'Let the SSH user read it; a symbolic link must lead to a file.',
    });
  };
  const beside = (files: Files) =>
    [...files].flatMap(([other, text]) => (other === file || text === null ? [] : writtenIn(other, parsed(text, other), null)));

  const edit = (files: Files, parts: readonly Part[], again = false): Edit[] => {
    const before = files.get(file) ?? null;
    if (before?.includes('\uFFFD')) {
      throw new HlError('HL_TRAEFIK_FILE', `${file} is not UTF-8`, {
        kind: 'input',
        hint: 'Save it as UTF-8, or use traefik.layout: directory in hl.yml.',
      });
    }
    const after = editSharedFile(before ?? '', parts, file, locate);
    if (after === (before ?? '') && !again) return [];
    return [{ file, before, after: after.trim() === '' ? null : after, keep: true }];
  };

  return {
    fileOf: () => file,

    inventory(files) {
      const { locations } = read(files);
      const inside = locations.flatMap((one) => writtenIn(file, inTraefiksSpelling([one]), one.owner));
      return inventoryOf(
        files,
        [...inside, ...beside(files)],
        () => file,
        (key) => {
          const held = locations.filter((one) => serviceOf(one) === key);
          if (held.length === 0) return null;
          return { file, ours: held.every(({ owner }) => owner === key), config: inTraefiksSpelling(held), whole: true };
        },
      );
    },

    // Traefik may be told to read our one file alone: then the others mean nothing
    strangers(files, isServed) {
      const all = beside(files).some(isServed);
      return new Map([...files].filter(([other]) => all || other === file));
    },

    edits(files, wanted) {
      for (const { key, spec } of wanted) if (spec) validate(key, spec);
      return edit(
        files,
        wanted.map(({ key, spec }) => ({ key, definitions: definitionsIn(spec ?? {}), marked: spec?.unmarked !== true })),
        wanted.some(({ again }) => again),
      );
    },

    restore(now, then, wanted) {
      const former = read(then).locations;
      return edit(
        now,
        wanted.map(({ key }) => {
          const held = former.filter((one) => serviceOf(one) === key);
          return { key, definitions: held, marked: held.some(({ owner }) => owner !== null) };
        }),
      );
    },
  };
}

const inTraefiksSpelling = (locations: readonly Location[]): RouteConfig =>
  onlyConfig(canonicalConfig(configOf(locations)) as Partial<RouteConfig>);
