import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { alternating, alternatingSpent } from '../../bench/measure/alternating.mjs';
import { spent } from '../../bench/measure/spent.mjs';
import { medianOf, spreadOf, summary } from '../../bench/measure/statistics.mjs';

describe('the middle', () => {
  for (const [numbers, expected] of [
    [[7], 7],
    [[30, 1, 2], 2],
    [[4, 1, 10, 2], 3],
    [[100, 9], 54.5],
  ])
    test(`of ${numbers}`, () => assert.equal(medianOf(numbers), expected));
  test('of nothing there is none', () => assert.throws(() => medianOf([]), /nothing was measured/));
  test('the spread is the least and the most', () => assert.deepEqual(spreadOf([3, 10, 2]), [2, 10]));
});

test('what was not measured is not in the summary', () => {
  assert.deepEqual(summary({ ours: [3, 1, 2] }), { ours: 2, spread: { ours: [1, 3] }, runs: 3 });
  assert.deepEqual(summary({ ours: [1], floor: [2], peers: { a: [4, 6] } }), {
    ours: 1,
    floor: 2,
    peers: { a: 5 },
    spread: { ours: [1, 1], floor: [2, 2], peers: { a: [4, 6] } },
    runs: 1,
  });
});

describe('ways in turn', () => {
  const order = async (runs, options) => {
    const calls = [];
    const way = (name) => (round) => (calls.push(`${name}${round}`), round);
    const found = await alternating(runs, { ours: way('o'), floor: way('f'), peers: { p: way('p') } }, options);
    return { calls: calls.join(' '), found };
  };
  test('every second round the other way round, the first one not counted', async () => {
    const { calls, found } = await order(3);
    assert.equal(calls, 'p-1 o-1 f-1 f0 o0 p0 p1 o1 f1 f2 o2 p2');
    assert.deepEqual(found.spread.ours, [0, 2]);
    assert.equal(found.runs, 3);
  });
  test('a peer that takes long runs less often', async () => {
    const { calls, found } = await order(2, { peerRuns: 1 });
    assert.equal(calls, 'o-1 f-1 f0 o0 p0 o1 f1');
    assert.deepEqual(found.peers, { p: 0 });
  });
  test('without a warm round', async () => assert.equal((await order(1, { warm: 0 })).calls, 'f0 o0 p0'));
  test('a way that returns nothing is measured by the time it took', async () => {
    const { ours } = await alternating(1, { ours: () => {} }, { warm: 0 });
    assert.equal(typeof ours, 'number');
  });
  test('one summary a unit', async () => {
    const found = await alternatingSpent(1, {
      ours: () => ({ ms: 1, cpuMs: 2, maxRssMB: 3 }),
      floor: () => ({ ms: 4, cpuMs: 5, maxRssMB: 6 }),
    });
    assert.deepEqual(
      [found.ms, found.cpuMs, found.MB].map(({ ours, floor }) => [ours, floor]),
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    );
  });
});

describe('what a command costs', () => {
  test('memory and processor time of a child of a child', async () => {
    const work = 'Buffer.alloc(300e6, 1); const end = process.cpuUsage().user + 2e5; while (process.cpuUsage().user < end);';
    const idle = await spent('sh', ['-c', '"$0" -e 0; :', process.execPath]);
    const busy = await spent('sh', ['-c', '"$0" -e "$1"; :', process.execPath, work]);
    assert.ok(busy.cpuMs > 200, `${busy.cpuMs}`);
    assert.ok(busy.maxRssMB > 300 && idle.maxRssMB < 200, `${busy.maxRssMB} ${idle.maxRssMB}`);
    assert.ok(busy.ms > 0);
  });
  test('input, environment, output', async () => {
    const { stdout, stderr, code } = await spent('sh', ['-c', 'cat; echo "$A" >&2; exit 3'], {
      input: 'in',
      env: { PATH: process.env.PATH, A: 'a' },
      codes: [3],
    });
    assert.deepEqual([stdout, stderr, code], ['in', 'a\n', 3]);
  });
  test('a command that fails gives no figures', () => assert.rejects(spent('sh', ['-c', 'echo why >&2; exit 4']), /ended with 4: why/));
  test('nor one that a signal ended', () => assert.rejects(spent('sh', ['-c', 'kill -9 $$']), /ended with 137/));
  test('nor one that is not there', () => assert.rejects(spent('no-such-program'), /no-such-program was not run: .*No such file/));
});
