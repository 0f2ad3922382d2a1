import type { ServiceFileCopy } from '@hl/core';
import { copyOf, type ComposeSpec, type SecretState } from '../spec.js';

/** `.hl/manifest.json` on the host: what was put there and how it is known again. Holds names of secrets, never values. */
export interface Manifest {
  readonly version: 1;
  readonly service: string;
  readonly project: string;
  readonly files: readonly ServiceFileCopy[];
  /** Variable in the container to the variable it comes from. */
  readonly secrets: { readonly [name: string]: string };
  readonly secretsFile: ServiceFileCopy | null;
  readonly onFailure: 'rollback' | 'keep';
  readonly dependsOnServices: readonly string[];
  readonly alwaysPull: boolean;
  /** What `.env` holds besides secrets. */
  readonly variables?: { readonly [name: string]: string };
  readonly commit: string | null;
}

/** `.hl/applied`: there exactly while the last deployment ran to its end with what lies there now. */
export interface Applied {
  readonly time: string;
  /** Containers as that deployment left them: compose service, config hash, image ID. */
  readonly containers: readonly { readonly service: string; readonly configHash: string; readonly imageId: string }[];
}

export const manifestOf = (service: string, spec: ComposeSpec, commit: string | null): Manifest => ({
  version: 1,
  service,
  project: spec.project,
  files: spec.files,
  secrets: Object.fromEntries(Object.entries(spec.secrets).map(([name, { source }]) => [name, source])),
  secretsFile: spec.secretsFile && copyOf(spec.secretsFile),
  onFailure: spec.onFailure,
  dependsOnServices: spec.dependsOnServices,
  alwaysPull: spec.images !== undefined,
  ...(spec.variables === undefined ? {} : { variables: spec.variables }),
  commit,
});

/** What a manifest says of the spec; how secrets stand is for the caller to find out. */
export const specOf = (
  { project, files, secrets, secretsFile, onFailure, dependsOnServices, alwaysPull, variables }: Manifest,
  stateOf: (name: string, source: string) => SecretState,
  fileState: SecretState,
): Partial<ComposeSpec> => ({
  project,
  files,
  secrets: Object.fromEntries(Object.entries(secrets).map(([name, source]) => [name, { source, state: stateOf(name, source) }])),
  secretsFile: secretsFile && { ...secretsFile, state: fileState },
  onFailure,
  dependsOnServices,
  ...(alwaysPull ? { images: 'current' } : {}),
  ...(variables === undefined ? {} : { variables }),
});

/** A JSON file of ours as it was read on the host, or null when it is damaged or missing: then the deployment is done anew. */
export function readJson<T>(text: string | undefined): T | null {
  try {
    return JSON.parse(text ?? '') as T;
  } catch {
    return null;
  }
}
