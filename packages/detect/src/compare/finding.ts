import type { DeployEntry, HeldEntry } from '@hl/core';
import type { ServiceFile, ServiceTree } from '../tree/tree.js';

/** What one source of truth (git, the ledger) says about the services. */
export interface Findings {
  /** By path in the wanted commit. */
  readonly deploy: ReadonlyMap<string, Finding>;
  /** By name. */
  readonly remove: ReadonlyMap<string, { readonly path: string; readonly reason: string }>;
  /** Differs, and is left alone. */
  readonly held: readonly HeldEntry[];
  /** By name, with the reason: not in the tree, and must not be removed all the same. */
  readonly kept: ReadonlyMap<string, string>;
}

export interface Finding extends Pick<DeployEntry, 'action' | 'from'> {
  /** None: known, and nothing to do. */
  readonly reasons: readonly string[];
}

export const nothing: Findings = { deploy: new Map(), remove: new Map(), held: [], kept: new Map() };

/** Where a service was, when that is another place than `file`'s; with the reason in words. */
export function moved(file: ServiceFile, path: string, host: string | null): Pick<Finding, 'reasons' | 'from'> {
  const { host: wanted } = file.said;
  const otherHost = wanted !== null && host && wanted !== host;
  const reasons = [...(file.path === path ? [] : [`its file was ${path}`]), ...(otherHost ? [`moves from ${host} to ${wanted}`] : [])];
  return reasons.length === 0 ? { reasons } : { reasons, from: { path, host: host ?? '' } };
}

/** Why a service whose file is called `.yaml` now is not gone. */
export const misnamed = (name: string, tree: ServiceTree): string => `${tree.misnamed.get(name)} defines it, and service files end in .yml`;

export const short = (commit: string): string => commit.slice(0, 8);
