import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hostShell, keyPair, sshHost } from '@hl/lab/ssh';
import type { SshHost } from '@hl/lab/ssh';

const openssh = existsSync('/usr/bin/ssh');
/** Skipped where no OpenSSH client is installed. */
export const withClient = (title: string, run: () => Promise<void>): void =>
  openssh ? test(title, run) : test.skip(`${title} (skipped: no OpenSSH client here)`, run);

export interface Ended {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** An emulated host, and OpenSSH's programs with a key for it. */
export interface ClientBench {
  readonly directory: string;
  readonly host: SshHost;
  /** Of all programs. */
  readonly options: readonly string[];
  /** One more host, for the same key. */
  another(name: string): Promise<SshHost>;
  client(program: string, args: readonly string[], input?: string): Promise<Ended>;
  /** Runs a command on the host. */
  ssh(command: string, input?: string, options?: readonly string[]): Promise<Ended>;
  close(): Promise<void>;
}

export async function clientBench(): Promise<ClientBench> {
  const { privateKey, publicKey } = keyPair();
  const directory = mkdtempSync(join(tmpdir(), 'lab-ssh-'));
  const another = (name: string): Promise<SshHost> =>
    sshHost({ shell: hostShell({ root: join(directory, name) }), authorizedKeys: [publicKey] });
  const host = await another('root');
  writeFileSync(join(directory, 'key'), privateKey);
  chmodSync(join(directory, 'key'), 0o600);
  writeFileSync(join(directory, 'known_hosts'), `${host.knownHostsLine}\n`);
  const options = [
    ...['-F', 'none', '-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes', '-o', `UserKnownHostsFile=${join(directory, 'known_hosts')}`],
    ...['-o', 'GlobalKnownHostsFile=none', '-i', join(directory, 'key')],
  ];
  const client = (program: string, args: readonly string[], input = ''): Promise<Ended> => {
    const running = promisify(execFile)(program, [...options, ...args]);
    running.child.stdin?.end(input);
    return running.then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }: Ended) => ({ code, stdout, stderr }),
    );
  };
  return {
    directory,
    host,
    options,
    another,
    client,
    ssh: (command, input, more = []) => client('ssh', [...more, '-p', String(host.port), `root@${host.address}`, command], input),
    async close() {
      await host.close();
      rmSync(directory, { recursive: true });
    },
  };
}
