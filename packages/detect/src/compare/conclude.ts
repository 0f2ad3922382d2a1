import type { DeployEntry, RemoveEntry } from '@hl/core';
import type { Base } from '../base/base.js';
import type { Changes } from '../options.js';
import type { Finding, Findings } from './finding.js';
import { byPath, type ServiceFile, type ServiceTree } from '../tree/tree.js';

interface Evidence {
  readonly head: string;
  readonly base: Base;
  readonly baseCommit: string | null;
  readonly after: ServiceTree;
  /** Reason of an entry that is listed only because everything is. */
  readonly why: string;
  readonly git: Findings;
  /** null: there is none, or it does not count here. */
  readonly ledger: Findings | null;
  readonly warnings: readonly string[];
}

/** Pure: one answer from what git and the ledger say. The ledger knows what is really there, so it decides between add and modify. */
export function conclude({ head, base, baseCommit, after, why, git, ledger, warnings }: Evidence): Changes {
  const whole = base.scope === 'everything';
  const held = [...(ledger?.held ?? [])].sort(byPath);
  const heldPaths = new Set(held.map(({ path }) => path));
  const deploy = after.services
    .filter(({ path }) => !heldPaths.has(path))
    .flatMap((file) => entry(file, ledger?.deploy.get(file.path), git.deploy.get(file.path), whole ? why : null) ?? [])
    .sort(byPath);
  const kept = new Map([...git.kept, ...(ledger?.kept ?? [])]);
  const remove = [...new Map([...git.remove, ...(ledger?.remove ?? [])])]
    .filter(([name]) => !after.byName.has(name) && !kept.has(name))
    .map(([name, { path, reason }]): RemoveEntry => ({ path, name, action: 'delete', reason }))
    .sort(byPath);
  const added = deploy.filter(({ action }) => action === 'add').length;
  return {
    deploy,
    remove,
    added,
    modified: deploy.length - added,
    deleted: remove.length,
    total: deploy.length + remove.length,
    mode: whole ? 'full' : 'incremental',
    version: 1,
    base: baseCommit,
    head,
    baseSource: base.source,
    guessed: base.guessed,
    held,
    warnings: [
      ...base.warnings,
      ...warnings,
      ...after.warnings,
      ...[...kept].map(([name, reason]) => `${name} is not removed: ${reason}`),
      ...held.map(({ name, reason }) => `${name} is held back: ${reason}`),
    ],
  };
}

function entry({ path, name }: ServiceFile, ledger: Finding | undefined, git: Finding | undefined, why: string | null): DeployEntry | null {
  const reasons = [...new Set([...(ledger?.reasons ?? []), ...(git?.reasons ?? [])])];
  if (reasons.length === 0 && why === null) return null;
  const { action, from } = ledger ?? git ?? { action: 'modify' };
  return { path, name, action, reason: reasons.join('; ') || (why ?? ''), ...(from && { from }) };
}
