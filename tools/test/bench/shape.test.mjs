import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { problems } from '../../bench/shape/result.mjs';
import { bound, fasterThan, ratioOf, verdict } from '../../bench/shape/verdict.mjs';

const good = /** @type {const} */ ({ name: 'a', unit: 'ms', ours: 10, floor: 8, peers: { slow: 300 } });

describe('a target holds by the figures as they are', () => {
  for (const [target, expected, most] of [
    [undefined, null, null],
    [{ most: 10 }, 'held', 10],
    [{ most: 9.999 }, 'missed', 9.999],
    [{ ratio: 1.25 }, 'held', 10],
    [{ ratio: 1.2 }, 'missed', 1.2 * 8],
    [{ faster: 30, than: 'slow' }, 'held', 10],
    [{ faster: 31, than: 'slow' }, 'missed', 300 / 31],
  ])
    test(JSON.stringify(target) ?? 'none', () => {
      assert.equal(verdict({ ...good, target }), expected);
      assert.equal(bound({ ...good, target }), most);
    });
  test('of a peer that is not there, it is missed', () =>
    assert.equal(verdict({ ...good, target: { faster: 2, than: 'nobody' } }), 'missed'));
  test('ratios', () => {
    assert.equal(ratioOf(good), 1.25);
    assert.equal(fasterThan(good, 'slow'), 30);
    assert.equal(ratioOf({ name: 'a', unit: 'ms', ours: 1 }), null);
    assert.equal(fasterThan(good, 'nobody'), null);
  });
});

describe('the shape of a result', () => {
  test('is good', () => {
    assert.deepEqual(problems(good), []);
    assert.deepEqual(
      problems({
        ...good,
        target: { faster: 2, than: 'slow' },
        spread: { ours: [9, 12], floor: [8, 8], peers: { slow: [300, 301] } },
        runs: 3,
        at: { services: 10, rtt: 0 },
        note: 'the floor is bare node',
      }),
      [],
    );
  });
  for (const [title, bad] of [
    ['no name', { name: undefined }],
    ['a unit that nobody knows', { unit: 's' }],
    ['ours is NaN', { ours: NaN }],
    ['ours is missing', { ours: undefined }],
    ['a floor of 0', { floor: 0 }],
    ['a peer without a figure', { peers: { slow: '300' } }],
    ['an axis that is none', { at: { service: 3 } }],
    ['no runs', { runs: 0 }],
    ['a note that breaks the table', { note: 'a | b' }],
    ['a spread the wrong way round', { spread: { ours: [3, 2] } }],
    ['a target without its floor', { floor: undefined, target: { ratio: 2 } }],
    ['a target without its peer', { target: { faster: 2, than: 'nobody' } }],
    ['a field that nobody reads', { limit: 3 }],
  ])
    test(title, () => assert.equal(problems({ ...good, ...bad }).length, 1));
});
