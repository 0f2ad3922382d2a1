import { configOf, serviceNamed } from '../../desired/spec.js';
import { inventoryOf, writtenIn } from './inventory.js';
import { once, type Layout } from './layout.js';
import { parseFile } from '../parse-file.js';
import { ownerOf, render } from '../render.js';

const fileOf = (key: string): string => `${key}.yml`;

/** One file a service, wholly ours: its header line says so, and its name. */
export function fileEach(): Layout {
  const parsed = once((text, file) => parseFile(file, text));
  const ownerIn = (file: string, text: string | null): string | null => {
    const owner = text === null ? null : ownerOf(text);
    return owner !== null && fileOf(owner) === file ? owner : null;
  };
  return {
    fileOf,

    inventory(files) {
      const definitions = [...files].flatMap(([file, text]) =>
        text === null ? [] : writtenIn(file, parsed(text, file), ownerIn(file, text)),
      );
      return inventoryOf(files, definitions, fileOf, (key) => {
        const file = fileOf(key);
        const text = files.get(file);
        if (text === undefined) return null;
        const inside = definitions.filter((one) => one.file === file);
        const readable = text !== null && parsed(text, file) !== null;
        const whole = inside.every((one) => serviceNamed(one) === key);
        return { file, ours: ownerIn(file, text) === key, config: readable ? configOf(inside) : null, whole };
      });
    },

    strangers: (files) => new Map([...files].filter(([file, text]) => ownerIn(file, text) === null)),

    edits: (files, wanted) =>
      wanted
        .map(({ key, spec, again = false }) => ({
          file: fileOf(key),
          before: files.get(fileOf(key)) ?? null,
          after: spec && render(key, spec),
          again,
        }))
        .filter(({ before, after, again }) => before !== after || (again && after !== null)),

    // `before` is what we wrote: what somebody else made of it meanwhile is left alone
    restore: (_, then, wanted) =>
      wanted
        .map(({ key, spec }) => ({ file: fileOf(key), before: spec && render(key, spec), after: then.get(fileOf(key)) ?? null }))
        .filter(({ before, after }) => before !== after),
  };
}
