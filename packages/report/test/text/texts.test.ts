import { count } from '../../src/text/count.js';
import { duration } from '../../src/text/duration.js';
import { grouped } from '../../src/text/grouped.js';
import { timeOf } from '../../src/text/time.js';

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1.0 s'],
  [9_949, '9.9 s'],
  [12_400, '12 s'],
  [59_499, '59 s'],
  [59_900, '1 min'],
  [200_000, '3 min 20 s'],
])('%i ms reads %s', (ms, expected) => {
  expect(duration(ms)).toBe(expected);
});

test.each([
  [1, '1 check'],
  [0, '0 checks'],
  [1_000, '1,000 checks'],
])('%i', (number, expected) => {
  expect(count(number, 'check')).toBe(expected);
});

test.each([
  ['2026-08-22T09:41:00Z', '<time datetime="2026-08-22T09:41:00Z">2026-08-22 09:41 UTC</time>'],
  ['2026-08-22T09:41:00.123Z', '<time datetime="2026-08-22T09:41:00.123Z">2026-08-22 09:41 UTC</time>'],
  ['yesterday <3', 'yesterday &lt;3'],
])('the time %s', (time, expected) => {
  expect(timeOf(time).markup).toBe(expected);
});

test('groups come by name, what has none last', () => {
  expect(grouped(['b1', '', 'a1', 'b2'], (text) => text.slice(0, 1))).toEqual([
    ['a', ['a1']],
    ['b', ['b1', 'b2']],
    ['', ['']],
  ]);
});
