import { bytesOf, secondsOf } from '../../src/forms/quantities.js';

test.each([
  ['1m30s', 90],
  ['90s', 90],
  ['1h', 3600],
  ['1.5h', 5400],
  ['500ms', 0.5],
  ['100us', 0.0001],
  ['100µs', 0.0001],
  ['5ns', 5e-9],
  ['0.1s200ms', 0.3],
  ['1d', 86_400],
  ['1w', 604_800],
  ['0', 0],
  ['30', null],
  ['', null],
  ['s', null],
  ['1m 30s', null],
  ['-5s', null],
  ['5x', null],
])('a duration of %j is %j seconds', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

test.each([
  ['512mb', 536_870_912],
  ['512m', 536_870_912],
  ['1g', 1_073_741_824],
  ['1GiB', 1_073_741_824],
  ['1.5gb', 1_610_612_736],
  ['2 k', 2048],
  ['1t', 1024 ** 4],
  ['1p', 1024 ** 5],
  ['100', 100],
  ['100b', 100],
  [4096, 4096],
  ['-1', -1],
  ['', null],
  ['x', null],
  ['5e', null],
])('a size of %j is %j bytes', (written, bytes) => {
  expect(bytesOf(written)).toBe(bytes);
});
