import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { completer } from '../../../src/apply/watch/complete.js';
import { testHost, type TestHost } from '../../host.js';

let host: TestHost;
beforeEach(async () => {
  host = await testHost();
});
afterEach(() => host.close());

const records = (name: string): string => join(host.shell.root, 'opt', name, '.hl');
const deployed = (name: string, run: string): void => {
  mkdirSync(records(name), { recursive: true });
  writeFileSync(join(records(name), 'run'), `${run}\n`);
};
const completion = (name: string, run: string) => ({ installPath: `/opt/${name}`, run, applied: `{"of":"it's ${name}"}` });

test('what is known to be complete at one moment is written down by one command, each for itself', async () => {
  for (const name of ['one', 'two', 'three']) deployed(name, `run of ${name}`);
  for (const number of ['1', '2', '10']) mkdirSync(join(records('one'), 'revisions', number), { recursive: true });
  const complete = completer(host.remote, 2);
  const ended = await Promise.all([
    complete(completion('one', 'run of one')),
    complete(completion('two', 'run of somebody else')),
    complete(completion('gone', 'run of gone')),
    complete(completion('three', '')),
  ]);
  expect(ended.map(({ code }) => [0, 45].indexOf(code))).toEqual([0, 1, -1, 0]);
  expect(host.faults.calls).toBe(1);
  expect(readFileSync(join(records('one'), 'applied'), 'utf8')).toBe(`{"of":"it's one"}\n`);
  expect(readdirSync(join(records('one'), 'revisions')).sort()).toEqual(['10', '2']);
  expect(readdirSync(records('two'))).toEqual(['run']);
  expect(readFileSync(join(records('three'), 'applied'), 'utf8')).toBe(`{"of":"it's three"}\n`);
});

test('a command that breaks off has completed only what it told', async () => {
  const answers = { code: 143, stdout: '0\n', stderr: '' };
  const complete = completer({ ...host.remote, run: async () => answers }, 2);
  const ended = await Promise.all([complete(completion('one', '')), complete(completion('two', ''))]);
  expect(ended.map(({ code }) => code)).toEqual([0, 143]);
});
