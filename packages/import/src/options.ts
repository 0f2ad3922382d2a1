import type { Remark } from './remarks.js';

export interface ImportOptions {
  readonly category: string;
  readonly targetHost: string;
  /** Suffix of host names; null: not known, so that names are written in full. */
  readonly domain?: string | null;
  /** Folder of the service files. Default `services`. */
  readonly folder?: string;
  /** Compose's project name. Default: the file's `name`, else the key of the main container. */
  readonly project?: string;
  /** Directory on the host that holds the project already. */
  readonly installPath?: string;
  /** The compose file is brought along as it is. */
  readonly keepCompose?: boolean;
  /** Each container becomes a service of its own. */
  readonly split?: boolean;
  /** A file that lies beside the compose file (`.env`, an env file); null: there is none. */
  readonly read?: (path: string) => string | null;
}

export interface Imported {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly remarks: readonly Remark[];
  /** Names and where their values come from; the values are not in here. */
  readonly secrets: readonly { readonly name: string; readonly source: string }[];
}

export interface ImportInput {
  readonly text: string;
  /** As messages name the file. Default `compose.yml`. */
  readonly path?: string;
  readonly options: ImportOptions;
}
