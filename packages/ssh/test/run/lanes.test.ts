import type { ExecResult } from '@hl/core';
import { lanes } from '../../src/run/lanes.js';
import type { Link } from '../../src/run/link.js';
import { bench } from '../bench.js';

const nothing: ExecResult = { code: 0, stdout: new Uint8Array(), stderr: new Uint8Array() };

/** Connections that do as they are told, each with the most commands that ran there at once. */
function connections(sideBySide: boolean) {
  const made: { most: number; closed: number }[] = [];
  const link = lanes((): Link => {
    const one = { most: 0, closed: 0 };
    let running = 0;
    made.push(one);
    return {
      open: async () => ({ sideBySide, longestLine: 1, ssh: null as never }),
      forward: async () => Promise.reject(new Error('no way')),
      async exec(command) {
        one.most = Math.max(one.most, (running += 1));
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        if (command === 'fail') throw new Error('failed');
        return nothing;
      },
      close: async () => void (one.closed += 1),
    };
  });
  return { link, made };
}
const run = (link: Link, command = 'true'): Promise<ExecResult> => link.exec(command, { timeoutMs: 1000 });

test.each([
  [true, 20, [20]],
  [false, 1, [1]],
  [false, 3, [1, 1, 1]],
  [false, 20, [1, 1, 1, 1, 1]],
])('side by side %s: %d commands run at most %j at once on its connections, which are all closed', async (sideBySide, count, expected) => {
  const { link, made } = connections(sideBySide);
  await Promise.all(Array.from({ length: count }, () => run(link)));
  expect(made.map(({ most }) => most)).toEqual(expected);
  await link.close();
  expect(made.every(({ closed }) => closed === 1)).toBe(true);
});

test('commands one after the other, of which some fail, share one', async () => {
  const { link, made } = connections(false);
  for (const command of ['fail', 'true', 'fail']) await run(link, command).catch(() => {});
  expect(made).toHaveLength(1);
});

test('a Dropbear, which drops a connection with two commands, loses none of thirty', async () => {
  const lab = bench();
  const small = await lab.host({ program: 'dropbear' });
  const there = lab.fleet({ small: lab.site(small) }).remote('small');
  const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => there.run(['echo', String(n)])));
  expect(answers.map(({ stdout }) => stdout)).toEqual(Array.from({ length: 30 }, (_, n) => `${n}\n`));
  expect(small.accepted).toBe(5);
  await lab.close();
});
