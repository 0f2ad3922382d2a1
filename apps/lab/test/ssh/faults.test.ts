import { faultFor } from '../../src/ssh/faults.js';
import type { CommandFault } from '../../src/ssh/faults.js';

test.each<[string, CommandFault[], (number | undefined)[]]>([
  ['none', [], [undefined]],
  ['one for every command', [{ delayMs: 1 }], [1, 1]],
  ['one for a part of the command line', [{ match: 'touch', delayMs: 1 }], [1]],
  ['one for an expression', [{ match: /^touch \/opt/, delayMs: 1 }], [1]],
  [
    'one for another command',
    [
      { match: 'rm', delayMs: 1 },
      { match: /rm/, delayMs: 2 },
    ],
    [undefined],
  ],
  ['the first that matches', [{ match: 'rm', delayMs: 1 }, { delayMs: 2 }, { delayMs: 3 }], [2, 2]],
  ['one that is used up', [{ times: 1, delayMs: 1 }, { delayMs: 2 }], [1, 2, 2]],
  ['one that was used up before', [{ times: 0, delayMs: 1 }], [undefined]],
])('%s', (_, faults, expected) => {
  expect(expected.map(() => faultFor(faults, 'touch /opt/file')?.delayMs)).toEqual(expected);
});
