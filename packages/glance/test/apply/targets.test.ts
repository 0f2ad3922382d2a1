import { MemoryRemote } from '@hl/core/testing';
import { findTargets, targetOf } from '../../src/apply/targets.js';

const path = '/opt/glance.yml';
const alone = [{ Source: path, Destination: '/app/glance.yml' }];
test.each<[string, string, object]>([
  ['a file of ours', `${path}\t111\t640 1000 1`, { path, mode: 0o640, how: 'rename', closed: null }],
  ['with a special bit', `${path}\t111\t4755 1000 1`, { path, mode: 0o4755, how: 'rename' }],
  ['a link to a file elsewhere', '/srv/real.yml\t111\t644 1000 1', { path: '/srv/real.yml', how: 'rename' }],
  ['with a second name', `${path}\t111\t644 1000 2`, { how: 'inPlace', closed: null }],
  ["somebody else's", `${path}\t111\t644 0 1`, { how: 'inPlace', closed: null }],
  ["somebody else's, closed", `${path}\t011\t644 0 1`, { how: 'inPlace', closed: path }],
  ['in a closed directory', `${path}\t101\t644 1000 1`, { how: 'rename', closed: '/opt' }],
  ['closed, but only replaced', `${path}\t011\t644 1000 1`, { how: 'rename', closed: null }],
  ['a link in a closed directory', '/srv/real.yml\t110\t644 1000 1', { path: '/srv/real.yml', closed: '/opt' }],
  ['of which nothing is known', '', { path, mode: 0o644, how: 'rename', closed: null }],
  ['of which the rights are none', `${path}\t111\tx 1000 1`, { mode: 0o644 }],
])('a file: %s', (_, line, expected) => expect(targetOf(path, line, '1000', [])).toMatchObject(expected));

test.each([
  ['by its name', path, `${path}\t111\t644 1000 1`],
  ['by its real name', '/etc/glance.yml', `${path}\t111\t644 1000 1`],
])('mounted alone %s it is written in place', (_, given, line) => expect(targetOf(given, line, '1000', alone).how).toBe('inPlace'));

test('all at once; without a shell they are taken as they are; of no file nobody is asked', async () => {
  const remote = new MemoryRemote();
  remote.onRun = () => ({ stdout: '/a\t111\t600 7 1\n/b\t111\t644 0 1\n7\n' });
  const targets = await findTargets(remote, ['/a', '/b'], []);
  expect([...targets].map(([given, { path, mode, how }]) => [given, path, mode, how])).toEqual([
    ['/a', '/a', 0o600, 'rename'],
    ['/b', '/b', 0o644, 'inPlace'],
  ]);
  expect(remote.commands.map((argv) => argv.slice(3))).toEqual([['sh', '/a', '/b']]);
  remote.onRun = () => ({ code: 127 });
  expect((await findTargets(remote, ['/a'], [])).get('/a')).toEqual({ path: '/a', mode: 0o644, how: 'rename', closed: null });
  expect([await findTargets(remote, [], []), remote.commands.length]).toEqual([new Map(), 2]);
});
