import type { Service } from '@hl/core';
import type { Locate } from './diagnostic.js';
import { readYaml } from './yaml/read.js';
import { serviceReading } from './yaml/reading.js';

/** The text that a service was read from, for as long as the service lives: a resolved service has no positions. */
const sources = new WeakMap<Service, { readonly text: string; readonly file: string }>();

export const remember = (service: Service, text: string, file: string): void => void sources.set(service, { text, file });

/** Positions in the file of a service; the first line for one that was not read here, such as one out of the ledger. */
export function positionsOf(service: Service): { readonly file: string; readonly locate: Locate } {
  const source = sources.get(service);
  if (!source) return { file: service.path, locate: () => ({ line: 1, column: 1 }) };
  return { file: source.file, locate: readYaml(source.text, source.file, serviceReading, 'service file').locate };
}
