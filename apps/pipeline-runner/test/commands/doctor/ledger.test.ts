import type { LedgerEntry } from '@hl/core';
import { exampleSite, MemoryRemote } from '@hl/core/testing';
import type { Context } from '../../../src/context.js';
import { examineLedger } from '../../../src/commands/doctor/ledger.js';
import type { Finding } from '../../../src/systems/finding.js';

const now = '2026-01-01T00:00:00.000Z';
const lease = (seconds: number): string => JSON.stringify({ what: 'pipeline 12', expires: Date.parse(now) / 1_000 + seconds });

test.each<[string, { ledger?: null; entries?: null; lock?: string; lost?: true }, string[]]>([
  ['free', {}, ['pass read: knows 1 service', 'pass lock: free']],
  ['held', { lock: lease(60) }, ['pass read: knows 1 service', 'warn lock: held by pipeline 12']],
  ['held by a run that was killed', { lock: lease(-1) }, ['pass read: knows 1 service', 'pass lock: free']],
  ['a lock that nobody can read', { lock: '{' }, ['pass read: knows 1 service', 'pass lock: free']],
  [
    'of commits that this clone lacks',
    { lost: true },
    ['pass read: knows 1 service', 'warn commits: 1 commit that services were deployed from: not in this clone', 'pass lock: free'],
  ],
  ['away', { entries: null }, ['fail read: proxy cannot be reached']],
  ['none', { ledger: null }, ['warn ledger: there is none']],
])('the ledger is %s', async (_, { ledger, entries, lock, lost }, expected) => {
  const remote = new MemoryRemote('proxy');
  if (lock !== undefined) remote.files.set('/var/lib/hl/lock.json', lock);
  const site = exampleSite();
  const found: Finding[] = [];
  const context = {
    site: { ...site, ledger: ledger === null ? null : site.ledger },
    state: async () => ({
      entries: entries === null ? null : ([{ commit: 'a'.repeat(40) }] as LedgerEntry[]),
      warning: entries === null ? 'proxy cannot be reached' : null,
    }),
    fleet: async () => ({ remote: () => remote }),
    git: async (argv: readonly string[]) => ({ code: lost && argv[1] === 'cat-file' ? 128 : 0, stdout: Buffer.from(''), stderr: '' }),
    now: () => now,
  } as unknown as Context;
  await examineLedger(context, (finding) => found.push(finding));
  expect(found.map(({ status, check, message }) => `${status} ${check}: ${message}`)).toEqual(expected);
});
