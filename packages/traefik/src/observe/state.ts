import type { Access } from '../access.js';
import type { Inventory } from '../client/layout/inventory.js';
import { readFiles, type Files } from '../client/read-files.js';
import type { Snapshot } from '../client/snapshot.js';
import type { Definition } from '../desired/spec.js';
import { findFaults, type FileFault } from './faults.js';
import { routersOfOthers, type Router } from './routers.js';

/** What the files define and what Traefik serves, at one moment. */
export interface State {
  readonly directory: string;
  readonly inventory: Inventory;
  readonly snapshot: Snapshot | null;
  readonly others: readonly Router[];
}

/** One listing of the directory, unless it was read already, and one answer of the API. */
export async function stateOf({ remote, directory, layout, api }: Access, known?: Inventory): Promise<State> {
  const inventory = known ?? layout.inventory(await readFiles(remote, directory));
  const snapshot = (await api?.snapshot()) ?? null;
  return { directory, inventory, snapshot, others: routersOfOthers(inventory, snapshot) };
}

/** Faults in the files that others write, too, and Traefik reads. */
export function faultsIn({ layout, api }: Access, files: Files, snapshot: Snapshot | null): Promise<FileFault[]> {
  const isServed = ({ section, kind, name }: Definition): boolean =>
    /^(routers|services)$/.test(kind) && snapshot?.names(section, kind).has(`${name}@file`) === true;
  return findFaults(layout.strangers(files, isServed), api);
}
