import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '@hl/core';
import { exampleHost } from '@hl/core/testing';
import { sshFleet } from '@hl/ssh';
import type { Fleet, FleetOptions } from '@hl/ssh';

/** Why a real sshd cannot be started here, or null. */
export const missing: string | null = !existsSync('/usr/sbin/sshd')
  ? 'no /usr/sbin/sshd here'
  : process.getuid?.() !== 0
    ? 'needs root'
    : null;

/** Of the host keys of every server. */
export const keyTypes = ['ed25519', 'rsa', 'ecdsa'];

export interface Sshd {
  readonly port: number;
  /** `HOME` of every command. */
  readonly home: string;
  /** `TMPDIR` of every command. */
  readonly temporary: string;
  readonly log: () => string;
  /** Process ids of its connections. */
  readonly children: () => number[];
  stop(): Promise<void>;
}

/** A directory with what `ssh-keygen` makes, and the servers started in it. */
export class Workshop {
  readonly directory = mkdtempSync(join(tmpdir(), 'hl-sshd-'));
  readonly keyFile = this.keygen('id');
  readonly knownHosts = join(this.directory, 'known_hosts');
  readonly authorized = join(this.directory, 'authorized_keys');
  #servers: Pick<Sshd, 'stop'>[] = [];
  #fleets: Fleet[] = [];
  #hostKeys: string[] = [];

  constructor() {
    chmodSync(this.directory, 0o755); // sshd reads authorized_keys as the user
    writeFileSync(this.knownHosts, '');
    this.authorize(`${this.keyFile}.pub`);
  }

  /** A private key file. The key pairs of one workshop have different names. */
  keygen(name: string, ...options: string[]): string {
    const file = join(this.directory, name);
    execFileSync('ssh-keygen', ['-q', '-N', '', ...options, '-f', file]);
    return file;
  }

  authorize(publicKeyFile: string): void {
    writeFileSync(this.authorized, readFileSync(publicKeyFile), { flag: 'a' });
  }

  /** Is stopped with all else; its keys are known from now on. */
  async keep(server: ChildProcess, what: Omit<Sshd, 'stop'>, publicKeys: readonly string[]): Promise<Sshd> {
    const stop = async (): Promise<void> => {
      const ended = new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve(null)));
      for (const child of what.children()) signal(child, 'SIGKILL');
      server.kill('SIGTERM');
      await ended;
    };
    this.#servers.push({ stop });
    await listening(what.port);
    const lines = publicKeys.map((key) => `[127.0.0.1]:${what.port} ${key.split(' ').slice(0, 2).join(' ')}\n`);
    writeFileSync(this.knownHosts, lines.join(''), { flag: 'a' });
    return { ...what, stop };
  }

  async sshd(settings: readonly string[] = []): Promise<Sshd> {
    const number = this.#servers.length;
    const [port, home, log] = [await freePort(), join(this.directory, `home-${number}`), join(this.directory, `log-${number}`)];
    const temporary = `${home}-tmp`;
    mkdirSync(home);
    mkdirSync(temporary);
    mkdirSync('/run/sshd', { recursive: true });
    if (this.#hostKeys.length === 0) this.#hostKeys = keyTypes.map((type) => this.keygen(`host-${type}`, '-t', type));
    const keys = this.#hostKeys;
    const config = join(this.directory, `sshd_config-${number}`);
    const lines = [
      ...settings, // the first value of a setting counts
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      ...keys.map((key) => `HostKey ${key}`),
      `AuthorizedKeysFile ${this.authorized}`,
      'StrictModes no',
      'PasswordAuthentication no',
      'UsePAM no',
      'PidFile none',
      'PermitRootLogin prohibit-password',
      'Subsystem sftp internal-sftp',
      `SetEnv HOME=${home} TMPDIR=${temporary}`,
    ];
    writeFileSync(config, `${lines.join('\n')}\n`);
    const server = spawn('/usr/sbin/sshd', ['-D', '-f', config, '-E', log], { stdio: 'ignore' });
    return this.keep(
      server,
      { port, home, temporary, log: () => readFileSync(log, 'utf8'), children: () => descendants(server.pid ?? 0) },
      keys.map((key) => readFileSync(`${key}.pub`, 'utf8')),
    );
  }

  site({ port }: Pick<Sshd, 'port'>, change: Partial<Host> = {}): Host {
    return { ...exampleHost(), address: '127.0.0.1', port, user: 'root', connectTimeoutSeconds: 5, ...change };
  }

  fleet(hosts: Record<string, Host>, options: Partial<FleetOptions> = {}): Fleet {
    const made = sshFleet({ hosts, keyFile: this.keyFile, knownHosts: this.knownHosts, home: this.directory, retryMs: 100, ...options });
    this.#fleets.push(made);
    return made;
  }

  async close(): Promise<void> {
    await Promise.all(this.#fleets.map((fleet) => fleet.close()));
    await Promise.all(this.#servers.map((server) => server.stop()));
    rmSync(this.directory, { recursive: true });
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended already
  }
}

export function descendants(pid: number, program = 'sshd'): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,comm=']).toString().trim().split('\n');
  const all = lines
    .map((line) => line.trim().split(/\s+/))
    .map(([child, parent, name]) => ({ child: Number(child), parent: Number(parent), name }));
  const below = (of: number): number[] =>
    all.filter(({ parent, name }) => parent === of && name === program).flatMap(({ child }) => [child, ...below(child)]);
  return below(pid);
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function listening(port: number): Promise<void> {
  const open = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
  while (!(await open())) await new Promise((resolve) => setTimeout(resolve, 20));
}
