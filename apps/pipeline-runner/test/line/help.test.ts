import { exitCodes } from '@hl/core';
import { commands, groups } from '../../src/commands/table.js';
import { partly } from '../../src/exit.js';
import { sectionsOf } from '../../src/line/help.js';

test('every command stands in one group of the help, by its own name', () => {
  const names = commands.map(({ usage }) => usage.split(' ')[0]);
  expect(new Set(names).size).toBe(names.length);
  const titled = sectionsOf([{ body: 'hl' }, { title: 'Commands', body: '' }], undefined);
  for (const { title, rows } of groups)
    expect(titled.find((section) => section.title === title)?.body.split('\n')).toHaveLength(rows.length);
});

test('every code that a command may end with is told', () => {
  const codes = sectionsOf([{ body: 'hl' }], 'What it does').at(-1);
  const told = codes?.body.split('\n').map((line) => Number.parseInt(line, 10));
  expect(told).toEqual(expect.arrayContaining([0, 1, partly, ...Object.values(exitCodes)]));
});

test.each(commands.map((row) => [row.usage, row] as const))(
  'the example of %s is a call of it',
  (_, { usage, example, actions, options = [] }) => {
    const [name = '', ...places] = usage.split(' ');
    expect(example).toMatch(new RegExp(`^(source <\\()?hl ${name}( |\\)|$)`));
    if (actions) expect(actions.some((action) => example.includes(` ${action}`))).toBe(true);
    const known = options.map(([flag]) => /--[\w-]+/.exec(flag)?.[0]).concat('--out', '--json');
    for (const [flag] of example.matchAll(/--[\w-]+/g)) expect(known).toContain(flag);
    if (places[0]?.startsWith('<')) expect(example.split(' ').length).toBeGreaterThan(2);
  },
);
