import { millisecondsOf } from '../../src/line/milliseconds.js';

test.each([
  ['30s', 30_000],
  ['5m', 300_000],
  ['1h', 3_600_000],
])('--interval %s', (text, ms) => expect(millisecondsOf(text)).toBe(ms));

test.each(['0s', '', '60', '1d', '-5s'])('--interval %j is refused', (text) =>
  expect(() => millisecondsOf(text)).toThrow('--interval takes a time'),
);

test('the hint is the command that was meant', () => {
  expect(() => millisecondsOf('x', 'hl verify --watch --interval 30s')).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('hl verify --watch') }),
  );
});
