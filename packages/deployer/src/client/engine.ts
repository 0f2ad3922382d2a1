import type { Container } from './containers.js';

export interface Check {
  readonly project: string;
  readonly installPath: string;
  /** Text of the file. */
  readonly compose: string;
}

/** What starts. */
export interface Up extends Check {
  readonly service: string;
  /** Whether `.env` also holds variables of an encrypted file, whose names are known on the host only. */
  readonly encrypted: boolean;
  /** Images that an undo wants back, by compose service. */
  readonly imageIds: Readonly<Record<string, string>>;
  /** Projects that held the service under another name or in another place: they go first, so that their ports are free. */
  readonly retire: readonly string[];
  /** Containers of somebody else that are taken over. */
  readonly takeOver: readonly string[];
  /** Shared networks that must exist. */
  readonly networks: readonly string[];
  /** Compose services to start anew though docker sees no change. */
  readonly recreate: readonly string[];
  /** Names of secrets. */
  readonly secrets: readonly string[];
  readonly parallel: number;
  /** Nothing of it runs yet, and nothing was checked or pulled. */
  readonly first: boolean;
}

/** How a kind of host is spoken to: shell text that the scripts of this package are put together from. */
export interface Kind {
  /** Defines the function `list`: every container (or service) of the host a line of 12 tab-separated columns, the tenth the directory, the last our owner. */
  readonly list: string;
  /** A command that fails where docker lacks what a deployment needs. */
  readonly plugin: string;
  readonly parse: (lines: readonly string[]) => Container[];
  /** Arguments: projects. Prints, with empty lines between: the host's time (seconds since 1970, or nothing), `list`, what tells that a container was restarted or replaced. */
  readonly sample: string;
  /**
   * Has docker read the staged file, then prints `pull` and a directory when an image is not on the host.
   * `always`: asks the registry in any case.
   */
  readonly check: (place: Check, always: boolean, secrets: readonly string[]) => string;
  readonly pull: (place: Check, directory: string, always: boolean, secrets: readonly string[], parallel: number) => string;
  readonly up: (up: Up) => string;
  readonly upName: string;
  /** Keeps volumes. Needs no file. */
  readonly down: (project: string) => string;
  readonly downName: string;
  readonly logs: (ids: readonly string[]) => string;
  /** Between project, service and number in the name of a container. */
  readonly separator: string;
  /** Label that volumes of a project carry. */
  readonly projectLabel: string;
  /** Prints references and images of what runs of `$service`, to be given to `fresh`. */
  readonly always: string;
  /** Body of a shell function; arguments: a line of `always`. Prints `current` or `outdated`; what cannot be asked counts as current. */
  readonly fresh: string;
  /** Whether a former image is brought back by tagging it anew. */
  readonly tagged: boolean;
  /** Whether `up` itself reads the whole file and fetches what is missing before it makes anything. */
  readonly careful: boolean;
}
