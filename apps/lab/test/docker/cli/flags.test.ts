import { FlagError, flags } from '../../../src/docker/cli/flags.js';

const read = (...args: string[]) => flags(args, ['--format', '-f'], ['--all', '-a', '--quiet', '-q']);

test.each<[string[], readonly string[], string | undefined, boolean]>([
  [['web'], ['web'], undefined, false],
  [['--format', 'x', 'web'], ['web'], 'x', false],
  [['--format=x=y', 'web'], ['web'], 'x=y', false],
  [['-f', 'x', '-a'], [], 'x', true],
  [['-aq', '-'], ['-'], undefined, true],
  [['--all=false'], [], undefined, false],
  [['-qf', 'x'], [], 'x', false],
])('%j', (args, words, format, all) => {
  const found = read(...args);
  expect([found.words, found.value('--format', '-f'), found.has('--all', '-a')]).toEqual([words, format, all]);
});

test('the last value counts, all are known; words may end the flags', () => {
  const found = read('-f', 'a', '--format', 'b');
  expect([found.value('--format', '-f'), found.all('--format', '-f')]).toEqual(['b', ['a', 'b']]);
  expect(flags(['-a', 'up', '-d'], [], ['-a'], true).words).toEqual(['up', '-d']);
});

test.each([
  ['--frob', 'unknown flag: --frob'],
  ['-x', "unknown shorthand flag: 'x' in -x"],
  ['-ax', "unknown shorthand flag: 'x' in -ax"],
])('%s is refused in the words of docker', (flag, message) => {
  expect(() => read(flag)).toThrow(new FlagError(message));
});
