import { posix } from 'node:path';
import type { Lease } from '@hl/core/state';
import type { Context } from '../../context.js';
import { fail, pass, warn, type Finding } from '../../systems/finding.js';
import { count } from '../../text/count.js';

/** Whether the record of what is deployed can be read, and whether a run holds the fleet. */
export async function examineLedger({ site, state, fleet, now }: Context, report: (finding: Finding) => void): Promise<void> {
  if (site.ledger === null) {
    const hint = 'Add ledger: { host: … } to hl.yml, so that removals, rollbacks and retries know what was deployed.';
    return report(warn('ledger', 'there is none', hint));
  }
  const { entries, warning } = await state();
  if (entries === null)
    return report(fail('read', { kind: 'unreachable', message: warning ?? 'it cannot be read', hint: 'Look at its host above.' }));
  report(pass('read', `knows ${count(entries.length, 'service')}`));
  const text = await (await fleet()).remote(site.ledger.host).read(posix.join(site.ledger.directory, 'lock.json'));
  const lease = text === null ? null : leaseOf(new TextDecoder().decode(text));
  const until = lease === null ? '' : new Date(lease.expires * 1_000).toISOString();
  if (lease !== null && until > now())
    report(warn('lock', `held by ${lease.what}`, `Its lease ends at ${until.slice(0, 19)}Z, if it does not renew it.`));
  else report(pass('lock', 'free'));
}

const leaseOf = (text: string): Lease | null => {
  try {
    return JSON.parse(text) as Lease;
  } catch {
    return null; // it holds nobody up
  }
};
