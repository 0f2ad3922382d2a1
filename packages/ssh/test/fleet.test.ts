import { writeFileSync } from 'node:fs';
import type { Host } from '@hl/core';
import { exampleHost } from '@hl/core/testing';
import type { SshHost } from '@hl/lab/ssh';
import { sshFleet, trustHost } from '@hl/ssh';
import { bench } from './bench.js';
import type { Bench } from './bench.js';

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
  const script = 'set -eu; cd; echo "$1" > made; cat made; ls; exit 4';
  expect(await remote.run(['sh', '-s', 'an argument'], { stdin: script, accept: 'any' })).toEqual({
    code: 4,
    stdout: 'an argument\nmade\n',
    stderr: '',
  });
});

test('several hosts side by side, each with one connection', async () => {
  const [one, two] = [await lab.host(), await lab.host()];
  const fleet = lab.fleet({ one: lab.site(one), two: lab.site(two) });
  await Promise.all(['one', 'two', 'one', 'two'].map((name) => fleet.remote(name).run(['touch', `/opt/${name}`])));
  expect([one.accepted, two.accepted]).toEqual([1, 1]);
  expect([await fleet.remote('one').list('/opt'), await fleet.remote('two').list('/opt')]).toEqual([['one'], ['two']]);
});

test('a host named local is this machine', async () => {
  const fleet = lab.fleet({ here: exampleHost({ kind: 'local' }) });
  expect(await fleet.remote('here').run(['pwd'])).toMatchObject({ stdout: `${process.cwd()}\n` });
});

test('a host that is not in the site', () => {
  const fleet = lab.fleet({ web: exampleHost() });
  for (const name of ['wbe', 'toString', '__proto__'])
    expect(() => fleet.remote(name)).toThrow(
      expect.objectContaining({ code: 'HL_NO_HOST', kind: 'input', hint: expect.stringContaining('web') }),
    );
});

test('an error of one host is no error of the others', async () => {
  const [up, down] = [await lab.host(), await lab.host()];
  await down.faults.refuse(true);
  const fleet = lab.fleet({ up: lab.site(up), down: lab.site(down) });
  const [first, second] = await Promise.allSettled([fleet.remote('down').run(['true']), fleet.remote('up').run(['true'])]);
  expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
});

describe('closing', () => {
  test('a remote: its connection ends, the next command makes a new one', async () => {
    const host = await lab.host();
    const remote = lab.fleet({ web: lab.site(host) }).remote('web');
    await remote.close();
    await remote.run(['true']);
    await remote.close();
    await remote.close();
    await settled(() => host.connections() === 0);
    await remote.run(['true']);
    expect(host.accepted).toBe(2);
  });

  test('the fleet: everything ends, for good; twice is fine', async () => {
    const host = await lab.host();
    const fleet = lab.fleet({ web: lab.site(host) });
    const remote = fleet.remote('web');
    await remote.run(['true']);
    await Promise.all([fleet.close(), fleet.close()]);
    await fleet.close();
    await settled(() => host.connections() === 0);
    await expect(remote.run(['true'])).rejects.toMatchObject({ code: 'HL_SSH_CLOSED', kind: 'bug' });
    await expect(fleet.remote('web').run(['true'])).rejects.toMatchObject({ code: 'HL_SSH_CLOSED' });
    expect(host.accepted).toBe(1);
  });

  test('while it connects, while it tries to connect, and while a command runs', async () => {
    const [quick, dead] = [await lab.host(), await lab.host()];
    await dead.faults.refuse(true);
    const fleet = lab.fleet({ quick: lab.site(quick), dead: lab.site(dead), busy: lab.site(quick) }, { retryMs: 200 });
    await fleet.remote('busy').run(['true']);
    const answers = Promise.allSettled([
      fleet.remote('quick').run(['true']),
      fleet.remote('dead').run(['true']),
      fleet.remote('busy').run(['sleep', '1']),
    ]);
    await settled(() => quick.commands.some((command) => command.includes('sleep')));
    await fleet.close();
    const [, second, third] = await answers;
    expect([second, third]).toMatchObject([{ status: 'rejected' }, { status: 'rejected', reason: { code: 'HL_SSH_LOST' } }]);
    await settled(() => quick.connections() + dead.connections() === 0);
  });
});

describe('through another host', () => {
  test('the gateway connects, once; both host keys are checked', async () => {
    const [gate, inner] = [await lab.host(), await lab.host()];
    const fleet = lab.fleet({ inner: lab.site(inner, { jump: 'gate' }), gate: lab.site(gate), other: lab.site(inner, { jump: 'gate' }) });
    expect(await fleet.remote('inner').run(['sh', '-c', 'cat', 'sh'], { stdin: 'x'.repeat(3_000_000) })).toMatchObject({
      stdout: 'x'.repeat(3_000_000),
    });
    await fleet.remote('other').run(['true']);
    await fleet.remote('gate').run(['true']);
    expect([gate.accepted, inner.accepted]).toEqual([1, 2]);
    await fleet.close();
    await settled(() => gate.connections() + inner.connections() === 0);

    writeFileSync(lab.knownHosts, `${gate.knownHostsLine}\n`);
    const unknown = lab
      .fleet({ inner: lab.site(inner, { jump: 'gate' }), gate: lab.site(gate) })
      .remote('inner')
      .run(['true']);
    await expect(unknown).rejects.toMatchObject({ code: 'HL_HOST_KEY_UNKNOWN', message: expect.stringMatching(/^inner/) });
  });

  test('the keys of a host behind it can be asked for, and trusted', async () => {
    const [gate, inner] = [await lab.host(), await lab.host()];
    writeFileSync(lab.knownHosts, `${gate.knownHostsLine}\n`);
    const fleet = lab.fleet({ inner: lab.site(inner, { jump: 'gate' }), gate: lab.site(gate) });
    const keys = await fleet.hostKeys('inner');
    expect(keys).toMatchObject([{ type: 'ssh-ed25519', fingerprint: inner.fingerprint }]);
    writeFileSync(lab.knownHosts, trustHost(`${gate.knownHostsLine}\n`, inner.address, inner.port, keys));
    await expect(fleet.remote('inner').run(['true'])).resolves.toMatchObject({ code: 0 });
    expect(await fleet.hostKeys('gate')).toMatchObject([{ fingerprint: gate.fingerprint }]);
    await expect(fleet.hostKeys('none')).rejects.toMatchObject({ code: 'HL_NO_HOST' });
  });

  test.each<[string, (gate: SshHost, inner: SshHost) => unknown, object, RegExp]>([
    [
      'forwarding forbidden',
      (gate) => (gate.faults.rejectForwarding = true),
      { code: expect.stringMatching(/HL_SSH_JUMP|HL_SSH_UNREACHABLE/) },
      /through gate|gate/,
    ],
    ['gateway down', (gate) => gate.faults.refuse(true), { code: 'HL_SSH_REFUSED', kind: 'unreachable' }, /gate/],
    ['gateway refuses the key', (gate) => (gate.faults.rejectAuth = true), { code: 'HL_SSH_AUTH', kind: 'refused' }, /gate/],
    ['host behind it down', (_, inner) => inner.faults.refuse(true), { kind: 'unreachable' }, /inner/],
  ])('%s', async (_, fault, expected, message) => {
    const [gate, inner] = [await lab.host(), await lab.host()];
    await fault(gate, inner);
    const answer = lab
      .fleet({ inner: lab.site(inner, { jump: 'gate' }), gate: lab.site(gate) })
      .remote('inner')
      .run(['true']);
    await expect(answer).rejects.toMatchObject({ ...expected, message: expect.stringMatching(message) });
  });

  test('a circle, a gateway that is not there', () => {
    const jump = (to: string): Host => exampleHost({ jump: to });
    expect(() => lab.fleet({ a: jump('b'), b: jump('c'), c: jump('a') }).remote('a')).toThrow(
      expect.objectContaining({ code: 'HL_JUMP_LOOP', kind: 'input', message: expect.stringContaining('a → b → c → a') }),
    );
    expect(() => lab.fleet({ a: jump('none') }).remote('a')).toThrow(
      expect.objectContaining({ code: 'HL_NO_HOST', message: expect.stringContaining('a jumps through') }),
    );
  });
});

/** Waits for something that follows by itself; the test's own limit ends it. */
async function settled(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5).unref());
}

test('a host needs an address and nothing else', async () => {
  const fleet = sshFleet({ hosts: { web: { address: '192.0.2.10' }, here: { kind: 'local' } } });
  expect([fleet.remote('web').name, fleet.remote('here').name]).toEqual(['web', 'here']);
  await fleet.close();
  expect(() => sshFleet({ hosts: { web: { user: 'ops' } } })).toThrow(
    expect.objectContaining({ code: 'HL_OPTIONS', message: 'sshFleet of @hl/ssh needs options.hosts.web.address (string)' }),
  );
});
