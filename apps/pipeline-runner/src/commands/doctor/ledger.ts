import { posix } from 'node:path';
import { git as systemGit } from '@hl/detect';
import type { Lease } from '@hl/core/state';
import type { Context } from '../../context.js';
import { fail, pass, warn, type Finding } from '../../systems/finding.js';
import { count } from '../../text/count.js';
import { wholeHistory } from './here.js';

/** Whether the record of what is deployed can be read and compared with, and whether a run holds the fleet. */
export async function examineLedger(context: Context, report: (finding: Finding) => void): Promise<void> {
  const { site, state, fleet, now, cwd, git = systemGit } = context;
  if (site.ledger === null) {
    const hint = 'Add ledger: { host: … } to hl.yml, so that removals, rollbacks and retries know what was deployed.';
    return report(warn('ledger', 'there is none', hint));
  }
  const { entries, warning } = await state();
  if (entries === null) return report(fail('read', 'unreachable', warning ?? 'it cannot be read', 'Look at its host above.'));
  report(pass('read', `knows ${count(entries.length, 'service')}`));

  const commits = [...new Set(entries.map(({ commit }) => commit))].filter((commit) => /^[0-9a-f]{40,64}$/.test(commit));
  const found = await Promise.all(commits.map((commit) => git(['git', 'cat-file', '-e', `${commit}^{commit}`], cwd)));
  const lost = count(found.filter(({ code }) => code !== 0).length, 'commit');
  if (found.some(({ code }) => code !== 0))
    report(warn('commits', `${lost} that services were deployed from: not in this clone`, wholeHistory));

  const text = await (await fleet()).remote(site.ledger.host).read(posix.join(site.ledger.directory, 'lock.json'));
  const lease = text === null ? null : leaseOf(new TextDecoder().decode(text));
  const until = lease === null ? '' : new Date(lease.expires * 1_000).toISOString();
  const held = lease !== null && until > now();
  report(
    held
      ? warn('lock', `held by ${lease.what}`, `Its lease ends at ${until.slice(0, 19)}Z, if it does not renew it.`)
      : pass('lock', 'free'),
  );
}

const leaseOf = (text: string): Lease | null => {
  try {
    return JSON.parse(text) as Lease;
  } catch {
    return null; // it holds nobody up
  }
};
