import type { ServiceFileCopy } from '@hl/core';

/** `current`: as given to this run; `differs`: the host holds another value; `absent`: the host holds none. */
export type SecretState = 'current' | 'differs' | 'absent';

export interface SecretSpec {
  /** Name of the variable that holds the value; the value itself is never in a spec. */
  readonly source: string;
  readonly state: SecretState;
}

/**
 * What a service is on its host, as plain JSON without secrets. What `desired` wants to hold is said as a claim
 * (`running: true`, `state: 'current'`), which `observe` checks on the host.
 */
export type ComposeSpec = {
  /** Name of the compose project. */
  readonly project: string;
  /** Absolute directory on the host. */
  readonly installPath: string;
  /** Text of compose.yml; empty when there is none. */
  readonly compose: string;
  /** Text of compose.hl.yml, which is merged over a compose.yml that is the service's own. */
  readonly overlay?: string;
  /** What `.env` holds besides secrets: plain values for a compose file of the service's own. */
  readonly variables?: { readonly [name: string]: string };
  readonly files: readonly ServiceFileCopy[];
  readonly secrets: { readonly [name: string]: SecretSpec };
  /** The encrypted env file as last applied, or null. */
  readonly secretsFile: (ServiceFileCopy & { readonly state: SecretState }) | null;
  readonly onFailure: 'rollback' | 'keep';
  /** Names of services that are deployed before this one, when they are deployed together. */
  readonly dependsOnServices: readonly string[];
  /** Every container is up as the last complete deployment left it. */
  readonly running: boolean;
  /** Install paths that an interrupted move left behind. */
  readonly leftovers: readonly string[];
  /** Only with `pull_policy: always`: whether the registry holds a newer image under the same tag. */
  readonly images?: 'current' | 'outdated';
  /** Only where it uses the network of another service's container: whether that container is still there, or a new one of its name. */
  readonly network?: 'current' | 'stale';
  /** Somebody else's: who holds the name. Taking it over means that these containers go and their files are put beside. */
  readonly foreign?: string;
  /** The compose file has lost our header and is otherwise as it was written. */
  readonly unmarked?: true;
  /** Only in what is put back: the kept revision whose `.env` is meant. */
  readonly revision?: number;
  /** Image IDs of the containers by compose service: what is observed, and what an undo puts back. */
  readonly imageIds?: { readonly [service: string]: string };
};

/** Says nothing; what an older ledger did not yet write down is as here. */
const emptySpec: ComposeSpec = {
  project: '',
  installPath: '',
  compose: '',
  files: [],
  secrets: {},
  secretsFile: null,
  onFailure: 'rollback',
  dependsOnServices: [],
  running: false,
  leftovers: [],
};

const fields = Object.keys(emptySpec);

/** A whole spec of what is known of it; one that is whole stays the object that it is, with what was read of its files. */
export const specFrom = (known: Partial<ComposeSpec>): ComposeSpec =>
  fields.every((field) => field in known) ? (known as ComposeSpec) : { ...emptySpec, ...known };

/** The file alone, without what else a longer object says. */
export const copyOf = ({ source, destination, mode, sha256, size }: ServiceFileCopy): ServiceFileCopy => ({
  source,
  destination,
  mode,
  sha256,
  size,
});

/** First words of every file that is ours to rewrite. */
export const mark = '# hl:';

/** Carried by every container: the name of the service. */
export const serviceLabel = 'hl.service';

/** Carried by a container that mounts files of the service: changes with them, so that compose recreates exactly these. */
export const filesLabel = 'hl.files';

/** Carried by a container in the network of another service's: changes when that one is made anew, so that this one is, too. */
export const networkLabel = 'hl.network';

/** Carried by a service of a Swarm: the install path. */
export const directoryLabel = 'hl.directory';

/** Variable `header` of the functions that replace or delete the compose file. */
export const headerOf = (before: ComposeSpec | null): string => (before?.unmarked ? 'unmarked' : '');
