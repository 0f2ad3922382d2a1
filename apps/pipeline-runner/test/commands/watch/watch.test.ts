import { HlError } from '@hl/core';
import type { Attempt, Memory } from '../../../src/commands/watch/next.js';
import { watch, type Watching } from '../../../src/commands/watch/watch.js';
import { printer } from '../../../src/printer.js';

const away = new HlError('HL_REMOTE', 'the remote cannot be fetched', { kind: 'unreachable' });

/** Watches a branch that goes through these heads, one a look; then it is stopped. */
async function follow(heads: readonly (string | HlError)[], results: Readonly<Record<string, Attempt>> = {}, more: Partial<Watching> = {}) {
  const [did, said, slept]: [string[], string[], number[]] = [[], [], []];
  let memory: Memory | null = null;
  let [at, now, files] = [0, 0, ''];
  const code = await watch({
    clone: {
      async fetch() {
        const head = heads[at++] as string | HlError;
        if (head instanceof HlError) throw head;
        return head;
      },
      checkout: async (commit) => void (files = commit),
      way: async (from, to) => (from === 'x' ? null : { commits: to.length, rewritten: to.startsWith('r') }),
    },
    ...{ branch: 'main', intervalMs: 60_000, once: false },
    print: printer({ stdout: (text) => void said.push(text), stderr: (text) => void said.push(text) }),
    run: async () => (did.push(`run ${files}`), results[files] ?? { code: 0, again: null }),
    tell: async (verdict) => void did.push(verdict),
    recall: () => memory,
    keep: (kept) => void (memory = kept),
    now: () => now,
    sleep: async (ms) => void (slept.push(ms), (now += ms)),
    stopped: () => at >= heads.length,
    ...more,
  });
  return { code, did, said: said.join(''), slept, memory: memory as Memory | null };
}

test('each new commit is run once; those in between are skipped, and said so', async () => {
  const { did, said, slept, code } = await follow(['a', 'a', 'bbb', 'bbb']);
  expect([code, did]).toEqual([0, ['run a', 'success', 'run bbb', 'success']]);
  expect(said).toContain('main is at bbb, 2 commits before it skipped');
  expect(slept).toEqual([60_000, 60_000]);
});

test('a rewritten history is followed, and said so', async () => {
  expect((await follow(['a', 'rr'])).said).toContain('main is at rr, the history of which was rewritten');
});

test('a broken commit is told once, also by a watch that was started anew; the next one is run', async () => {
  const broken = { b: { code: 2, again: null } } as const;
  const { did, memory } = await follow(['a', 'b', 'b', 'b'], broken);
  expect(did).toEqual(['run a', 'success', 'run b', 'failure']);
  expect((await follow(['b', 'c'], broken, { recall: () => memory })).did).toEqual(['run c', 'success']);
});

test('the remote being away is said once, and it is asked less and less often', async () => {
  const { said, slept, did } = await follow(['a', away, away, away, 'a', away, 'a']);
  expect(said.match(/cannot be fetched/g)).toHaveLength(2);
  expect(said.match(/answers again/g)).toHaveLength(2);
  expect(slept).toEqual([60_000, 120_000, 240_000, 60_000, 60_000, 60_000]);
  expect(did).toEqual(['run a', 'success']);
});

test('a fleet that another run has, and a host that is away, are tried again, the latter told once', async () => {
  const held = await follow(['a', 'a', 'a'], { a: { code: 3, again: 'held' } });
  expect(held.did).toEqual(['run a', 'run a']);
  const host = await follow(['a', 'a', 'a', 'a', 'a', 'a', 'a'], { a: { code: 5, again: 'away' } });
  expect(host.did).toEqual(['run a', 'failure', 'run a']);
});

test.each<[string, string | HlError, Record<string, Attempt>, number | RegExp]>([
  ['all well', 'a', {}, 0],
  ['a broken commit', 'a', { a: { code: 2, again: null } }, 2],
  ['the remote is away', away, {}, /cannot be fetched/],
])('once: %s', async (_, head, results, expected) => {
  const looked = follow([head, 'never'], results, { once: true });
  if (typeof expected === 'number') expect((await looked).code).toBe(expected);
  else await expect(looked).rejects.toThrow(expected);
});

test('a bug of ours ends it', async () => {
  const bug = new HlError('HL_BUG', 'oh', { kind: 'bug' });
  await expect(follow([bug, 'a'])).rejects.toThrow('oh');
});
