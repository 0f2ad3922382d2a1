import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hostShell, keyPair, sshHost } from '@hl/lab/ssh';
import type { SshHost } from '@hl/lab/ssh';

const openssh = existsSync('/usr/bin/ssh');
const withClient = openssh ? test : test.skip; // skipped where no OpenSSH client is installed
const title = (text: string): string => (openssh ? text : `${text} (skipped: no OpenSSH client here)`);

const { privateKey, publicKey } = keyPair();
let directory: string;
let host: SshHost;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'lab-ssh-'));
  host = await sshHost({ shell: hostShell({ root: join(directory, 'root') }), authorizedKeys: [publicKey] });
  writeFileSync(join(directory, 'key'), privateKey);
  chmodSync(join(directory, 'key'), 0o600);
  writeFileSync(join(directory, 'known_hosts'), `${host.knownHostsLine}\n`);
});

afterEach(async () => {
  await host.close();
  rmSync(directory, { recursive: true });
});

const options = (): string[] => [
  ...['-F', 'none', '-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes', '-o', `UserKnownHostsFile=${join(directory, 'known_hosts')}`],
  ...['-o', 'GlobalKnownHostsFile=none', '-i', join(directory, 'key')],
];

interface Ended {
  code: number | string;
  stdout: string;
  stderr: string;
}

const client = (program: string, args: string[], input = ''): Promise<Ended> => {
  const running = promisify(execFile)(program, [...options(), ...args]);
  running.child.stdin?.end(input);
  return running.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Ended) => ({ code, stdout, stderr }),
  );
};

const ssh = (command: string, input = ''): Promise<Ended> =>
  client('ssh', ['-p', String(host.port), `root@${host.address}`, command], input);

describe('seen with the OpenSSH client', () => {
  withClient(title('runs commands in its own tree: input, output, errors, exit code'), async () => {
    expect(await ssh('cat > /opt/file; echo lost >&2; exit 7', 'hällo\n')).toEqual({ code: 7, stdout: '', stderr: 'lost\n' });
    expect(readFileSync(join(directory, 'root/opt/file'), 'utf8')).toBe('hällo\n');
    expect(await ssh('ls /opt/file; pwd')).toMatchObject({ code: 0, stdout: '/opt/file\n/root\n' });
    expect(host.commands).toEqual(['cat > /opt/file; echo lost >&2; exit 7', 'ls /opt/file; pwd']);
    expect(host.accepted).toBe(2);
  });

  withClient(title('its host key is the one it names'), async () => {
    writeFileSync(join(directory, 'known_hosts'), '');
    const refused = await ssh('true');
    expect(refused).toMatchObject({ code: 255 });
    expect(refused.stderr).toContain('Host key verification failed');
    expect(host.commands).toEqual([]);
  });

  withClient(title('lets no other key in'), async () => {
    writeFileSync(join(directory, 'key'), keyPair().privateKey);
    expect((await ssh('true')).stderr).toContain('Permission denied (publickey)');
    expect(host.accepted).toBe(0);
  });

  withClient(title('sftp writes, renames, lists and deletes'), async () => {
    writeFileSync(join(directory, 'local'), 'x'.repeat(300_000));
    const batch = [
      `put ${join(directory, 'local')} /opt/a`,
      'mkdir /opt/d',
      'rename /opt/a /opt/d/b',
      'ls /opt/d',
      'chmod 600 /opt/d/b',
      `get /opt/d/b ${join(directory, 'back')}`,
    ];
    const done = await client('sftp', ['-P', String(host.port), '-b', '-', `root@${host.address}`], `${batch.join('\n')}\n`);
    expect(done).toMatchObject({ code: 0 });
    expect(done.stdout).toContain('/opt/d/b');
    expect(readFileSync(join(directory, 'back'), 'utf8')).toBe('x'.repeat(300_000));
    expect(existsSync(join(directory, 'root/opt/a'))).toBe(false);
  });

  withClient(title('scp copies both ways, and a missing file is an error'), async () => {
    writeFileSync(join(directory, 'local'), 'content');
    const at = `root@${host.address}:`;
    expect(await client('scp', ['-P', String(host.port), join(directory, 'local'), `${at}/srv/copied`])).toMatchObject({ code: 0 });
    expect(await client('scp', ['-P', String(host.port), `${at}/srv/copied`, join(directory, 'back')])).toMatchObject({ code: 0 });
    expect(readFileSync(join(directory, 'back'), 'utf8')).toBe('content');
    expect(await client('scp', ['-P', String(host.port), `${at}/srv/none`, join(directory, 'back')])).toMatchObject({ code: 1 });
  });

  withClient(title('forwards to another host (-J)'), async () => {
    const inner = await sshHost({ shell: hostShell({ root: join(directory, 'inner') }), authorizedKeys: [publicKey] });
    writeFileSync(join(directory, 'known_hosts'), `${host.knownHostsLine}\n${inner.knownHostsLine}\n`);
    const through = `ssh ${options().join(' ')} -W %h:%p -p ${host.port} root@${host.address}`;
    const jump = (): Promise<Ended> =>
      client('ssh', ['-o', `ProxyCommand=${through}`, '-p', String(inner.port), `root@${inner.address}`, 'echo inside']);
    expect(await jump()).toMatchObject({ code: 0, stdout: 'inside\n' });
    expect(inner.commands).toEqual(['echo inside']);
    host.faults.rejectForwarding = true;
    expect(await jump()).toMatchObject({ code: 255 });
    await inner.close();
  });
});

describe('faults', () => {
  withClient(title('a connection is cut before or after a command'), async () => {
    host.faults.commands.push({ match: 'one', drop: 'before', times: 1 }, { match: /two/, drop: 'after' });
    expect(await ssh('touch /opt/one')).toMatchObject({ code: 255 });
    expect(await ssh('touch /opt/two')).toMatchObject({ code: 255 });
    expect(await ssh('ls /opt')).toMatchObject({ code: 0, stdout: 'two\n' });
    expect(await ssh('touch /opt/one')).toMatchObject({ code: 0 });
  });

  withClient(title('nobody listens, nobody answers, no key is good enough, no session'), async () => {
    await host.faults.refuse(true);
    expect((await ssh('true')).stderr).toContain('Connection refused');
    await host.faults.refuse(false);
    host.faults.rejectAuth = true;
    expect((await ssh('true')).stderr).toContain('Permission denied');
    host.faults.rejectAuth = false;
    host.faults.rejectSessions.add(1);
    expect((await ssh('true')).stderr).toContain('open failed');
    expect(await ssh('true')).toMatchObject({ code: 0 });
    host.faults.freeze(true);
    const frozen = await client('ssh', ['-o', 'ConnectTimeout=1', '-p', String(host.port), `root@${host.address}`, 'true']);
    expect(frozen.stderr).toMatch(/timed out/);
    host.faults.freeze(false);
    expect(await ssh('true')).toMatchObject({ code: 0 });
  });

  withClient(title('an answer comes late, or never though the command ran'), async () => {
    host.faults.commands.push({ match: 'late', delayMs: 150 }, { match: 'never', freeze: 'after' });
    const started = Date.now();
    expect(await ssh('echo late')).toMatchObject({ stdout: 'late\n' });
    expect(Date.now() - started).toBeGreaterThanOrEqual(150);
    const impatient = await client('ssh', [
      '-o',
      'ServerAliveInterval=1',
      '-o',
      'ServerAliveCountMax=1',
      '-p',
      String(host.port),
      `root@${host.address}`,
      'touch /opt/never',
    ]);
    expect(impatient).toMatchObject({ code: 255 });
    host.faults.freeze(false);
    expect(await ssh('ls /opt')).toMatchObject({ stdout: 'never\n' });
  });

  withClient(title('a command ends by a signal'), async () => {
    host.faults.commands.push({ signal: 'KILL' });
    expect(await ssh('true')).not.toMatchObject({ code: 0 });
    expect(host.connections()).toBeLessThanOrEqual(1);
  });
});
