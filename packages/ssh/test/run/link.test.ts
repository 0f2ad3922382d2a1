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

const text = async (bytes: Promise<Uint8Array | null>): Promise<string> => Buffer.from((await bytes) ?? []).toString();

describe('a lost connection', () => {
  test.each(['before', 'after'] as const)(
    '%s the command: unreachable, never success; not tried again by itself; the next command connects again',
    async (drop) => {
      await remote.run(['true']);
      host.faults.commands.push({ match: 'once', drop, times: 1 });
      const lost = remote.run(['sh', '-c', 'echo once >> /opt/log'], { accept: 'any' });
      await expect(lost).rejects.toMatchObject({
        code: 'HL_SSH_LOST',
        kind: 'unreachable',
        message: expect.stringContaining('may or may not'),
      });
      expect(await text(remote.read('/opt/log'))).toBe(drop === 'before' ? '' : 'once\n');
      expect(host.accepted).toBe(2);
    },
  );

  test('names what was under way and its length: some servers end the connection at a long command, and say nothing', async () => {
    host.faults.commands.push({ match: 'once', drop: 'before' });
    await expect(remote.run(['echo', 'once'])).rejects.toThrow(/before echo once ended \(\d\d bytes\)/);
    const sent = remote.run(['echo', 'once'], { stdin: 'four', what: 'the look' });
    await expect(sent).rejects.toThrow(/before the look ended \(\d{3,4} bytes and 4 of input\)/);
  });

  test('fails everything that was under way, each with the same word', async () => {
    await remote.run(['true']);
    const started = Array.from({ length: 6 }, (_, n) => remote.run(['sh', '-c', `touch /opt/${n}; sleep 1.5`]));
    const settled = Promise.allSettled(started);
    while (
      (await new Promise<number>((resolve) =>
        setTimeout(() => resolve(host.commands.filter((line) => line.includes('sleep 1.5')).length), 5).unref(),
      )) < 4
    );
    host.faults.commands.push({ match: 'sleep', drop: 'before' });
    host.faults.drop();
    for (const outcome of await settled) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'HL_SSH_LOST' } });
  });

  test('while nothing runs is not even noticed', async () => {
    await remote.run(['true']);
    host.faults.drop();
    while (host.connections() > 0) await new Promise((resolve) => setImmediate(resolve));
    await expect(remote.run(['echo', 'again'])).resolves.toMatchObject({ stdout: 'again\n' });
    expect(host.accepted).toBe(2);
  });
});

describe('sessions that are not opened', () => {
  test('one that failed is asked for again', async () => {
    host.faults.rejectSessions.add(3).add(4);
    const answers = await Promise.all([1, 2, 3].map((n) => remote.run(['echo', String(n)])));
    expect(answers.map(({ stdout }) => stdout)).toEqual(['1\n', '2\n', '3\n']);
  });
});
