import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import type { SshHost } from '@hl/lab/ssh';
import { bench } from './bench.js';
import type { Bench } from './bench.js';

let lab: Bench;
beforeEach(() => (lab = bench()));
afterEach(() => lab.close());

test('logins that start at once to one address wait for each other', async () => {
  const hosts = await Promise.all(Array.from({ length: 3 }, () => lab.host()));
  const names = Array.from({ length: 24 }, (_, n) => `h${n}`);
  const fleet = lab.fleet(Object.fromEntries(names.map((name, n) => [name, lab.site(hosts[n % 3] as SshHost)])));
  let most = 0;
  const look = setInterval(() => {
    const unfinished = hosts.reduce((sum, host) => sum + host.connections() - host.accepted, 0);
    most = Math.max(most, unfinished);
  }, 1).unref(); // also when the test has failed
  await Promise.all(names.map((name) => fleet.remote(name).run(['true'])));
  clearInterval(look);
  expect(hosts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(24);
  expect(most).toBeLessThanOrEqual(5);
});

test('a login that had to wait for its turn has the whole connect timeout all the same', async () => {
  const host = await lab.host();
  const names = ['1', '2', '3', '4', '5', '6'];
  const fleet = lab.fleet(Object.fromEntries(names.map((name) => [name, lab.site(host, { connectTimeoutSeconds: 3 })])));
  host.faults.freeze(true);
  let refused = 0;
  const once = (name: string): Promise<unknown> =>
    fleet
      .remote(name)
      .run(['true'])
      .catch(() => {
        refused += 1;
        if (refused === 5) setTimeout(() => host.faults.freeze(false), 2000); // the sixth has waited, and has a second left
      });
  const answers = await Promise.all(names.map(once));
  expect(answers.filter((answer) => answer !== undefined)).toMatchObject([{ code: 0 }]);
}, 20_000);

test('a frozen host does not hold it up', async () => {
  const host = await lab.host();
  const fleet = lab.fleet({ web: lab.site(host) }, { keepalive: { intervalMs: 10_000, misses: 3 } });
  await fleet.remote('web').run(['true']);
  host.faults.freeze(true);
  const started = Date.now();
  await fleet.close();
  expect(Date.now() - started).toBeLessThan(2500);
});

test('a chain of three', async () => {
  const [a, b, c] = [await lab.host(), await lab.host(), await lab.host()];
  const fleet = lab.fleet({ a: lab.site(a), b: lab.site(b, { jump: 'a' }), c: lab.site(c, { jump: 'b' }) });
  expect(await fleet.remote('c').run(['echo', 'deep'])).toMatchObject({ stdout: 'deep\n' });
  await fleet.close();
  await settled(() => a.connections() + b.connections() + c.connections() === 0);
});

test('a lost gateway loses the hosts behind it, and all come back', async () => {
  const [gate, inner] = [await lab.host(), await lab.host()];
  const remote = lab.fleet({ inner: lab.site(inner, { jump: 'gate' }), gate: lab.site(gate) }).remote('inner');
  await remote.run(['true']);
  gate.faults.drop();
  await settled(() => inner.connections() === 0);
  await expect(remote.run(['echo', 'back'])).resolves.toMatchObject({ stdout: 'back\n' });
});

test('a host behind it that swallows connections: named within its connect timeout', async () => {
  // A queue of connections that nobody takes is full after a few; the kernel then drops what comes.
  const program = `require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
    require('fs').writeSync(1, this.address().port + '\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  })`;
  const full = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = Number(await new Promise<Buffer>((resolve) => full.stdout.once('data', resolve)));
  const queue = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  const gate = await lab.host();
  const inner = lab.site(gate, { jump: 'gate', port, connectTimeoutSeconds: 1 });
  await expect(
    lab
      .fleet({ inner, gate: lab.site(gate) })
      .remote('inner')
      .run(['true']),
  ).rejects.toMatchObject({ code: 'HL_SSH_TIMEOUT', kind: 'unreachable', message: expect.stringMatching(/^inner/) });
  for (const socket of queue) socket.destroy();
  full.kill('SIGKILL');
});

/** Waits for something that follows by itself; the test's own limit ends it. */
async function settled(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5).unref());
}
