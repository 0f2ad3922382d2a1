import { readFileSync } from 'node:fs';
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
  const used = new Set([...scripts.files.matchAll(/\bexit (4\d)/g)].map(([, code]) => Number(code)));
  expect([...used].sort()).toEqual(Object.values(exitCodes));
});

test('both engines define the same functions', () => {
  const functions = (script: string): string[] => [...script.matchAll(/^(\w+)\(\) \{/gm)].map(([, name = '']) => name);
  const asked = ['plugin', 'list', 'check', 'pull', 'up', 'down', 'volumes', 'sample', 'logs', 'running_images', 'fresh'];
  for (const { script } of Object.values(engines)) expect(functions(script)).toEqual(expect.arrayContaining(asked));
});

test('what git wants and the scripts use lies beside the sources', () => {
  expect(readFileSync(new URL('../../scripts/files.sh', import.meta.url), 'utf8')).toBe(scripts.files);
});
