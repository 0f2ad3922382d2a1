import { laterThan } from '../../../src/commands/logs/later.js';
import { sinceOf, tailOf } from '../../../src/commands/logs/since.js';

test.each([
  ['10m', '10m'],
  ['3d', '72h'],
  ['2026-08-15', '2026-08-15'],
  ['2026-08-15T12:00:00.5Z', '2026-08-15T12:00:00.5Z'],
  ['2026-08-15T12:00:00+02:00', '2026-08-15T12:00:00+02:00'],
])('--since %s', (typed, docker) => expect(sinceOf(typed)).toBe(docker));

test.each(['', 'yesterday', '10', '2026-13-45', '10m; reboot', '-1h'])('--since %j is refused', (typed) =>
  expect(() => sinceOf(typed)).toThrow('--since takes a time'),
);

test.each([
  ['all', 'all'],
  ['0', 0],
  ['50', 50],
])('--tail %s', (typed, lines) => expect(tailOf(typed)).toBe(lines));

test.each(['', '-1', 'ten', '1e3'])('--tail %j is refused', (typed) => expect(() => tailOf(typed)).toThrow('--tail takes a number'));

describe('lines that are read once more', () => {
  const line = (time: string, text: string) => ({ container: 'a', time, text });
  const seen = [line('1', 'x'), line('2', 'y')];
  test.each([
    ['nothing new', [line('2', 'y')], []],
    ['a later one', [line('2', 'y'), line('3', 'y')], [line('3', 'y')]],
    ['another one of the same moment', [line('2', 'y'), line('2', 'z')], [line('2', 'z')]],
    ['one that was there before', [line('1', 'x'), line('2', 'y')], []],
  ])('%s', (_, lines, fresh) => expect(laterThan(seen, lines)).toEqual(fresh));
  test('all, when nothing had been there', () => expect(laterThan([], seen)).toEqual(seen));
});
