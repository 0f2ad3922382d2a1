import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Remote } from '@hl/core';
import { hostShell } from '@hl/lab/ssh';
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

test('at most five run at once', async () => {
  // Each waits until there were five, and looks again whether there are more.
  const program =
    'd=$(mktemp -d /opt/busy/XXXX); while n=$(ls /opt/busy | wc -l); [ "$n" -lt 5 ] && ! [ -e /opt/five ]; do sleep 0.01; done; ' +
    'touch /opt/five; echo "$n"; sleep 0.05; ls /opt/busy | wc -l; rmdir "$d"';
  await remote.run(['mkdir', '/opt/busy']);
  const answers = await Promise.all(Array.from({ length: 16 }, () => remote.run(['sh', '-c', program])));
  const busy = answers.flatMap(({ stdout }) => stdout.trim().split('\n').map(Number));
  expect(Math.max(...busy)).toBe(5);
});

test('is ended on the host, with what it started', async () => {
  const hang = remote.run(['sh', '-c', 'echo $$ > /opt/pid; sleep 97; echo never'], { timeoutMs: 1000 });
  await expect(hang).rejects.toMatchObject({ code: 'HL_COMMAND_TIMEOUT', kind: 'unreachable' });
  const pid = (await text(remote.read('/opt/pid'))).trim();
  expect(execFileSync('sh', ['-c', 'ps -o stat= -p "$1" || true', 'sh', pid]).toString()).toMatch(/^(Z.*)?\n?$/); // gone, or waiting for its parent to notice
  expect(host.accepted).toBe(1);
});

const limited = { code: 'HL_OUTPUT_LIMIT', kind: 'refused' };
const late = { code: 'HL_COMMAND_TIMEOUT', kind: 'unreachable' };
const closed = async (): Promise<void> => {
  while (host.connections() > 0) await new Promise((resolve) => setTimeout(resolve, 5)); // jest ends what never comes true
};

test('a limit that is larger lets more through; what is not asked for has one too', async () => {
  const long = ['sh', '-c', 'head -c 9000000 /dev/zero; head -c 5 /dev/zero >&2'];
  await expect(remote.run(long)).rejects.toMatchObject(limited);
  expect((await remote.run(long, { maxBytes: 9_000_005 })).stderr).toHaveLength(5);
  await expect(remote.run(long, { maxBytes: 9_000_004 })).rejects.toMatchObject(limited);
  await remote.run(['sh', '-c', 'head -c 9000000 /dev/zero > /opt/big']);
  await expect(remote.read('/opt/big')).rejects.toMatchObject(limited);
});

test.each([
  ['floods', limited],
  ['drips', late],
] as const)('%s at the login: it is given up, and the connection with it', async (prints, error) => {
  host.faults.commands.push({ prints });
  const connectTimeoutSeconds = prints === 'floods' ? 20 : 1;
  const there = lab.fleet({ web: lab.site(host, { connectTimeoutSeconds }) }).remote('web');
  await expect(there.run(['true'])).rejects.toMatchObject(error);
  await closed();
});

test('a byte now and then does not hold a command beyond its time', async () => {
  const bare = join(lab.directory, 'bare');
  execFileSync('sh', ['-c', 'mkdir -p "$1"; for c in sh id echo; do ln -s "$(command -v $c)" "$1"; done', 'sh', bare]);
  const slow = await lab.host({ shell: hostShell({ root: join(lab.directory, 'slow'), env: { PATH: bare } }) });
  slow.faults.commands.push({ match: 'logs', prints: 'drips' });
  const there = lab.fleet({ slow: lab.site(slow) }).remote('slow');
  await expect(there.run(['logs'], { timeoutMs: 300 })).rejects.toMatchObject(late);
});
