import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyPair } from '@hl/lab/ssh';
import { clientBench, withClient } from './client-bench.js';
import type { ClientBench, Ended } from './client-bench.js';

let bench: ClientBench;
let { host, directory, ssh, client } = {} as ClientBench;
beforeEach(async () => {
  bench = await clientBench();
  ({ host, directory, ssh, client } = bench);
});
afterEach(() => bench.close());

describe('seen with the OpenSSH client', () => {
  withClient('runs commands in its own tree: input, output, errors, exit code', async () => {
    expect(await ssh('cat > /opt/file; echo lost >&2; exit 7', 'hällo\n')).toEqual({ code: 7, stdout: '', stderr: 'lost\n' });
    expect(readFileSync(join(directory, 'root/opt/file'), 'utf8')).toBe('hällo\n');
    expect(await ssh('ls /opt/file; pwd')).toMatchObject({ code: 0, stdout: '/opt/file\n/root\n' });
    expect(host.commands).toEqual(['cat > /opt/file; echo lost >&2; exit 7', 'ls /opt/file; pwd']);
    expect(host.accepted).toBe(2);
  });

  withClient('its host key is the one it names', async () => {
    writeFileSync(join(directory, 'known_hosts'), '');
    const refused = await ssh('true');
    expect(refused).toMatchObject({ code: 255 });
    expect(refused.stderr).toContain('Host key verification failed');
    expect(host.commands).toEqual([]);
  });

  withClient('lets no other key in', async () => {
    writeFileSync(join(directory, 'key'), keyPair().privateKey);
    expect((await ssh('true')).stderr).toContain('Permission denied (publickey)');
    expect(host.accepted).toBe(0);
  });

  withClient('serves no files by SFTP', async () => {
    const done = await client('sftp', ['-P', String(host.port), '-b', '-', `root@${host.address}`], 'ls\n');
    expect(done).toMatchObject({ code: 255, stderr: expect.stringContaining('subsystem request failed') });
  });

  withClient('forwards to another host (-J)', async () => {
    await using inner = await bench.another('inner');
    writeFileSync(join(directory, 'known_hosts'), `${host.knownHostsLine}\n${inner.knownHostsLine}\n`);
    const through = `ssh ${bench.options.join(' ')} -W %h:%p -p ${host.port} root@${host.address}`;
    const jump = (): Promise<Ended> =>
      client('ssh', ['-o', `ProxyCommand=${through}`, '-p', String(inner.port), `root@${inner.address}`, 'echo inside']);
    expect(await jump()).toMatchObject({ code: 0, stdout: 'inside\n' });
    expect(inner.commands).toEqual(['echo inside']);
    host.faults.rejectForwarding = true;
    expect(await jump()).toMatchObject({ code: 255 });
  });
});

describe('faults', () => {
  withClient('a connection is cut before or after a command', async () => {
    host.faults.commands.push({ match: 'one', drop: 'before', times: 1 }, { match: /two/, drop: 'after' });
    expect(await ssh('touch /opt/one')).toMatchObject({ code: 255 });
    expect(await ssh('touch /opt/two')).toMatchObject({ code: 255 });
    expect(await ssh('ls /opt')).toMatchObject({ code: 0, stdout: 'two\n' });
    expect(await ssh('touch /opt/one')).toMatchObject({ code: 0 });
  });

  withClient('nobody listens, no key is good enough, no session', async () => {
    await host.faults.refuse(true);
    expect((await ssh('true')).stderr).toContain('Connection refused');
    await host.faults.refuse(false);
    host.faults.rejectAuth = true;
    expect((await ssh('true')).stderr).toContain('Permission denied');
    host.faults.rejectAuth = false;
    host.faults.rejectSessions.add(1);
    expect((await ssh('true')).stderr).toContain('open failed');
    expect(await ssh('true')).toMatchObject({ code: 0 });
  });

  withClient('a command ends by a signal', async () => {
    host.faults.commands.push({ signal: 'KILL' });
    expect(await ssh('true')).not.toMatchObject({ code: 0 });
    expect(host.connections()).toBeLessThanOrEqual(1);
  });

  withClient('a command that prints without end ends with its connection', async () => {
    host.faults.commands.push({ prints: 'drips' });
    const printing = ssh('true');
    while (host.commands.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    host.faults.drop();
    expect(await printing).toMatchObject({ code: 255 });
  });
});
