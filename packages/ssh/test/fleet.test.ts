import { bench } from './lab.js';
import type { Bench } from './lab.js';

let lab: Bench;
beforeEach(() => (lab = bench()));
afterEach(() => lab.close());

test('a host is a Remote: commands, files, lists', async () => {
  const host = await lab.host();
  const remote = lab.fleet({ web: lab.site(host) }).remote('web');
  expect(
    await remote.run(['sh', '-c', 'cat; echo "$1" >&2; exit 3', 'sh', `it's "$HOME" \\ 'quoted'`], { stdin: 'in', accept: [3] }),
  ).toEqual({
    code: 3,
    stdout: 'in',
    stderr: `it's "$HOME" \\ 'quoted'\n`,
  });
  await remote.write('/opt/app/file', 'content', { mode: 0o600 });
  expect(Buffer.from((await remote.read('/opt/app/file')) ?? []).toString()).toBe('content');
  expect(await remote.list('/opt/app')).toEqual(['file']);
  await remote.remove('/opt/app/file');
  expect(await remote.read('/opt/app/file')).toBeNull();
  expect([host.accepted, host.connections()]).toEqual([1, 1]);
});

test('a script on standard input', async () => {
  const host = await lab.host();
  const remote = lab.fleet({ web: lab.site(host) }).remote('web');
  const script = 'set -eu; echo "$1" > /opt/made; cat /opt/made; ls /opt; exit 4';
  expect(await remote.run(['sh', '-s', 'an argument'], { stdin: script, accept: 'any' })).toEqual({
    code: 4,
    stdout: 'an argument\nmade\n',
    stderr: '',
  });
});
