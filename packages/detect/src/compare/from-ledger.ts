import type { HeldEntry } from '@hl/core';
import type { LedgerFact } from '../options.js';
import type { Deployed } from './deployed.js';
import { misnamed, moved, short, type Finding, type Findings } from './finding.js';
import { sameYaml } from './same.js';
import type { ServiceFile, ServiceTree } from '../tree/tree.js';

const fresh: Finding = { action: 'add', reasons: ['never deployed: not in the ledger'] };

/**
 * Pure: what was really deployed, against the wanted tree. This sees what pipelines that failed, were cancelled or skipped left undone.
 *
 * @param insist somebody asked for everything: what was rolled back is tried again
 */
export function fromLedger(after: ServiceTree, facts: readonly LedgerFact[], deployed: Deployed, insist: boolean): Findings {
  const known = new Set(facts.map(({ name }) => name));
  const deploy = new Map(after.services.filter(({ name }) => !known.has(name)).map(({ path }) => [path, fresh]));
  const remove = new Map<string, { path: string; reason: string }>();
  const held: HeldEntry[] = [];
  const kept = new Map<string, string>();
  for (const fact of facts) {
    const { name, path, commit, hash, rejected } = fact;
    const files = after.byName.get(name) ?? [];
    const file = files.find((one) => one.path === path) ?? files[0];
    if (file === undefined) {
      const keep = hash === '' ? null : whyNotGone(after, fact, deployed);
      if (keep !== null) kept.set(name, keep);
      else if (!insist && rejected === '' && hash !== '')
        kept.set(name, `its removal was rolled back; hl run --service ${name} removes it`);
      else if (hash !== '') remove.set(name, { path, reason: `deployed at ${short(commit)}, no longer in the tree` });
    } else if (!insist && rejected === file.said.hash)
      held.push({ path: file.path, name, reason: 'this content was rolled back; it is tried again when the file changes, or with --all' });
    else deploy.set(file.path, hash === '' ? fresh : modified(file, fact, deployed));
  }
  return { deploy, remove, held, kept };
}

function modified(file: ServiceFile, { name, path, host, commit, hash, healthy }: LedgerFact, { shared, texts }: Deployed): Finding {
  const { reasons, ...from } = moved(file, path, host);
  const former = texts.get(name);
  const differs = file.said.hash !== hash && (former === undefined || !sameYaml(former, file.said.bytes));
  const since = shared.get(commit);
  const changed = since?.(file) ?? null;
  const own = [
    differs && `differs from what was deployed at ${short(commit)}`,
    !healthy && 'its last deployment was not healthy',
    since === undefined && `the commit it was deployed at, ${short(commit)}, cannot be had: its shared files are unknown`,
    changed !== null && `${changed} changed since ${short(commit)}`,
  ];
  return { action: 'modify', reasons: [...reasons, ...own.filter((reason) => reason !== false)], ...from };
}

/** Why a deployed service whose name is in no service file is kept all the same, or null. */
function whyNotGone(after: ServiceTree, { name, path }: LedgerFact, { elsewhere }: Deployed): string | null {
  if (after.misnamed.has(name)) return misnamed(name, after);
  if (after.unread.has(path)) return `${path} is there, but not as a plain file`;
  const outside = elsewhere.has(path) && !after.byPath.has(path);
  return outside ? `${path} is still in the tree, outside the folder of the service files` : null;
}
