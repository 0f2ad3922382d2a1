import { isRecord, type Json } from '@hl/core';
import type { JsonMap } from '../forms/json.js';

const ofFile = new Set(['services', 'name', 'version', 'include']);
const ofEither = new Set(['networks', 'volumes', 'configs', 'secrets']);

const isOfFile = ([key, value]: readonly [string, Json]): boolean =>
  ofFile.has(key) || key.startsWith('x-') || (ofEither.has(key) && isRecord(value));

/** The parts of an override that may speak of the whole file (`services: …`) and, at its top, of one container (`shm_size: …`). */
export function overrideParts(raw: JsonMap): { readonly file: JsonMap; readonly own: JsonMap } {
  const entries = Object.entries(raw);
  return {
    file: Object.fromEntries(entries.filter(isOfFile)),
    own: Object.fromEntries(entries.filter((entry) => !isOfFile(entry))),
  };
}

/** The same as files that are merged in this order, `own` as container `main`; each with its markers. */
export function overrideFiles(main: string, raw: JsonMap): JsonMap[] {
  const { file, own } = overrideParts(raw);
  return [...(Object.keys(own).length === 0 ? [] : [{ services: { [main]: own } }]), file];
}
