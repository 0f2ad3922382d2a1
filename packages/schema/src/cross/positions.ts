import type { Service } from '@hl/core';
import { report, type Field, type Path, type Report } from '../diagnostic.js';
import { readYaml } from '../yaml/read.js';
import { serviceReading } from '../yaml/reading.js';

/** A place in the file of a service. */
export type Tell = (service: Service, ...path: Path) => Field;

/** The text that a service was read from, for as long as the service lives: a resolved service has no positions. */
const sources = new WeakMap<Service, { readonly text: string; readonly file: string }>();

export const remember = (service: Service, text: string, file: string): void => void sources.set(service, { text, file });

/** A service that was changed after it was read is still in its file. */
export function moved(from: Service, to: Service): void {
  const source = sources.get(from);
  if (source) sources.set(to, source);
}

/** With the positions of the service's file; the first line for one that was not read here, such as one out of the ledger. */
export function reportOn(service: Service): Report {
  const source = sources.get(service);
  return source
    ? readYaml(source.text, source.file, serviceReading, 'service file').report
    : report(service.path, () => ({ line: 1, column: 1 }));
}
