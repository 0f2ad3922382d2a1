import type { ServiceFile } from './tree.js';

/** What one source of truth (git, the ledger) says about the services. */
export interface Findings {
  /** By path in the wanted commit. */
  readonly deploy: ReadonlyMap<string, Finding>;
  /** By name. */
  readonly remove: ReadonlyMap<string, { readonly path: string; readonly reason: string }>;
  /** By path: differs, and is left alone. */
  readonly held: ReadonlyMap<string, string>;
  /** By name, with the reason: not in the tree, and must not be removed all the same. */
  readonly kept: ReadonlyMap<string, string>;
  readonly outdated: boolean;
}

export interface Finding {
  readonly action: 'add' | 'modify';
  /** None: known, and nothing to do. */
  readonly reasons: readonly string[];
  readonly from?: { readonly path: string; readonly host: string };
}

export const nothing: Findings = { deploy: new Map(), remove: new Map(), held: new Map(), kept: new Map(), outdated: false };

/** Where a service was, when that is another place than `file`'s; with the reason in words. */
export function moved(file: ServiceFile, path: string, host: string | null): { reasons: string[]; from?: { path: string; host: string } } {
  const otherHost = file.host !== null && host !== null && host !== '' && file.host !== host;
  const reasons = [...(file.path === path ? [] : [`its file was ${path}`]), ...(otherHost ? [`moves from ${host} to ${file.host}`] : [])];
  return reasons.length === 0 ? { reasons } : { reasons, from: { path, host: host ?? '' } };
}

export const short = (commit: string): string => commit.slice(0, 8);
