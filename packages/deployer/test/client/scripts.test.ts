import { exitCodes } from '../../src/apply/script-exit-codes.js';
import { engines } from '../../src/client/engine.js';
import { scripts, shell } from '../../src/client/scripts.js';

test('variables first, then functions and calls, then arguments', () => {
  expect(shell({ path: "/it's", list: ['a', 'b'], none: [], yes: true, no: false, count: 3 }, ['f() { :; }', 'f'], ['x', 'y z'])).toEqual([
    'sh',
    '-c',
    "path='/it'\\''s'\nlist='a b'\nnone=''\nyes=1\nno=''\ncount=3\nf() { :; }\nf",
    'sh',
    'x',
    'y z',
  ]);
});

test('the exit codes of the scripts are those that are known', () => {
  const used = new Set([...`${scripts.files}${scripts.docker}`.matchAll(/\bexit (4\d)/g)].map(([, code]) => Number(code)));
  // What docker does not accept it says itself.
  expect([...used].filter((code) => code !== 44).sort()).toEqual(Object.values(exitCodes));
});

test('both engines define the same functions', () => {
  const functions = (script: string): string[] => [...script.matchAll(/^(\w+)\(\) \{/gm)].map(([, name = '']) => name);
  const asked = [
    'plugin',
    'list',
    'check',
    'pull',
    'up',
    'down',
    'volumes',
    'sample',
    'logs',
    'running_images',
    'fresh',
    'modes',
    'unused',
  ];
  for (const { script } of Object.values(engines)) expect(functions(script)).toEqual(expect.arrayContaining(asked));
});

// They are all in one shell: a function that used one for itself would change what another one is given.
test.each(
  'project columns header run always parallel retire take_over networks recreate first unlabelled service encrypted known binds pins node keep revision revisions'.split(
    ' ',
  ),
)('no function assigns the variable %s', (name) => {
  const assigned = new RegExp(String.raw`(?:^|[\s;({])${name}=|\b(?:for|read(?: -r)?(?: \w+)*) ${name}\b`, 'm');
  expect(assigned.test(`f() { ${name}=1; }`) && assigned.test(`read -r a ${name}`) && assigned.test(`for ${name} in a`)).toBe(true);
  for (const script of [scripts.files, scripts.docker, scripts.swarm]) expect(assigned.exec(script)?.[0]).toBeUndefined();
});
