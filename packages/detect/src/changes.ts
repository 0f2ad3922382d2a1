/** One service file to bring up, new or changed. The first three fields are the contract, the rest explains. */
export interface DeployEntry {
  /** Of the file, relative to the working folder, `/` between parts. */
  readonly path: string;
  readonly name: string;
  readonly action: 'add' | 'modify';
  /** In words: why it is here. */
  readonly reason: string;
  /** Where it was before, when the file or the host is another one now. `host` is empty when nothing names it. */
  readonly from?: { readonly path: string; readonly host: string };
}

/** One service that is no longer wanted. `path` is where its file was. */
export interface RemoveEntry {
  readonly path: string;
  readonly name: string;
  readonly action: 'delete';
  readonly reason: string;
}

/** A service that differs and is left alone on purpose. */
export interface HeldEntry {
  readonly path: string;
  readonly name: string;
  readonly reason: string;
}

export type BaseSource = 'explicit' | 'ledger' | 'push' | 'merge-request' | 'empty-tree' | 'none';

/** What `hl detect` writes as `changes.json`. Keys are written in this order, `version` after `mode`. */
export interface Changes {
  readonly deploy: readonly DeployEntry[];
  readonly remove: readonly RemoveEntry[];
  readonly added: number;
  readonly modified: number;
  readonly deleted: number;
  /** added + modified + deleted */
  readonly total: number;
  /** `full`: every service file of the tree is in `deploy`, but for what is held. */
  readonly mode: 'incremental' | 'full';
  readonly version: 1;
  /** Object id that git was asked to compare with, or null when there was none. Old definitions can be read there. */
  readonly base: string | null;
  /** Object id of the commit that is wanted. */
  readonly head: string;
  readonly baseSource: BaseSource;
  /** The base was lost: everything is listed, and nothing is removed but what the ledger proves. */
  readonly guessed: boolean;
  readonly held: readonly HeldEntry[];
  readonly warnings: readonly string[];
}
