import { expected, mapOf, merge, overrideFiles, readCompose, type Expected, type JsonMap } from '@hl/compose';
import type { Deployment } from '@hl/core';

/** What compose makes of a deployment, after all that the file says of it. */
export interface Composition {
  /** Name of the compose project. */
  readonly project: string;
  /** The compose services that are started. */
  readonly parts: readonly Expected[];
}

export function compositionOf(name: string, deployment: Deployment): Composition {
  const { composeFile, composeService, restartPolicy: restart, container, services, compose } = deployment;
  const main = { [composeService ?? name]: { restart, ...container } };
  const written = composeFile === null ? { services: { ...main, ...services } } : readCompose(composeFile.content).top;
  const top = overrideFiles(composeService ?? name, compose).reduce<JsonMap>(merge, written);
  const all = Object.entries(mapOf(top['services'])).map(([key, one]) => [key, mapOf(one)] as const);
  return { project: String(top['name'] ?? name), parts: expected({ top, services: new Map(all) }) };
}
