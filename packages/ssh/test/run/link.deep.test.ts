import type { Remote } from '@hl/core';
import type { SshHost } from '@hl/lab/ssh';
import { bench } from '../bench.js';
import type { Bench } from '../bench.js';

let lab: Bench;
let host: SshHost;
let remote: Remote;
beforeEach(async () => {
  lab = bench();
  host = await lab.host();
  remote = lab.fleet({ web: lab.site(host) }).remote('web');
});
afterEach(() => lab.close());

test('a frozen host is noticed, and taken up again when it is back', async () => {
  remote = lab.fleet({ web: lab.site(host, { connectTimeoutSeconds: 1 }) }).remote('web');
  host.faults.commands.push({ match: 'freeze', freeze: 'before', times: 1 });
  await expect(remote.run(['echo', 'freeze'])).rejects.toMatchObject({ code: 'HL_SSH_LOST' });
  await expect(remote.run(['true'])).rejects.toMatchObject({ code: 'HL_SSH_TIMEOUT', kind: 'unreachable' });
  host.faults.freeze(false);
  await expect(remote.run(['true'])).resolves.toMatchObject({ code: 0 });
});

test('no error escapes: the process lives on after a reset connection', async () => {
  remote = lab.fleet({ web: lab.site(host, { connectTimeoutSeconds: 1 }) }).remote('web');
  await remote.run(['true']);
  host.faults.freeze(true);
  await expect(remote.run(['true'])).rejects.toMatchObject({ code: 'HL_SSH_TIMEOUT' }); // it was never sent
  host.faults.drop();
  host.faults.freeze(false);
  await expect(remote.run(['true'])).resolves.toMatchObject({ code: 0 });
});

test('a host with few of them gets along with fewer', async () => {
  const small = await lab.host({ maxSessions: 2 });
  const there = lab.fleet({ small: lab.site(small) }).remote('small');
  const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => there.run(['sh', '-c', `sleep 0.02; echo ${n}`])));
  expect(answers.map(({ stdout }) => stdout)).toEqual(Array.from({ length: 12 }, (_, n) => `${n}\n`));
  expect(small.accepted).toBe(1);
});

test('a host with none is named so', async () => {
  const none = await lab.host({ maxSessions: 0 });
  const there = lab.fleet({ none: lab.site(none) }).remote('none');
  await expect(there.run(['true'])).rejects.toMatchObject({
    code: 'HL_SSH_CHANNELS',
    kind: 'refused',
    hint: expect.stringContaining('MaxSessions'),
  });
});
