import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import ssh2 from 'ssh2';
import type { AuthContext, CipherAlgorithm, Connection, ParsedKey } from 'ssh2';
import { listen } from '../http.js';
import type { Shell } from '../shell.js';
import { runCommand } from './exec.js';
import type { SshFaults } from './faults.js';
import { forward } from './forward.js';
import { keyPair } from './key-pair.js';

export interface SshHostOptions {
  readonly shell: Shell;
  readonly address?: string;
  readonly port?: number;
  /** Private host key (OpenSSH or PEM text), or several of different types; default: a fresh one. */
  readonly hostKey?: string | readonly string[];
  /** `authorized_keys` lines; they hold for every user name. */
  readonly authorizedKeys: readonly string[];
  /** As in sshd_config; default 10. */
  readonly maxSessions?: number;
  /** What it says it is, and what it takes. Default: OpenSSH. */
  readonly program?: 'openssh' | 'dropbear';
  /** As in sshd_config, by their names in SSH; default: all that the library has. */
  readonly ciphers?: readonly string[];
}

/**
 * How a server greets, the bytes of a command beyond which it drops the connection, and whether it may do so when several commands run there:
 * Dropbear's MAX_CMD_LEN, and github.com/mkj/dropbear/issues/321, which here is always so.
 */
const programs = {
  openssh: { ident: 'OpenSSH_9.2p1', longest: Infinity, sideBySide: true },
  dropbear: { ident: 'dropbear_2022.83', longest: 9000, sideBySide: false },
} as const;

export interface SshHost extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
  /** `SHA256:…` of the first host key. */
  readonly fingerprint: string;
  /** What a client's known_hosts needs, one line a host key. */
  readonly knownHostsLine: string;
  /** Live connections. */
  connections(): number;
  /** Logins so far. */
  readonly accepted: number;
  /** Command lines as they came, oldest first. */
  readonly commands: readonly string[];
  readonly faults: SshFaults;
  close(): Promise<void>;
}

/** An SSH server on loopback: public-key login, exec and forwarding for the machine behind `shell`. */
export async function sshHost(options: SshHostOptions): Promise<SshHost> {
  const { shell, address = '127.0.0.1', maxSessions = 10, program = 'openssh' } = options;
  const { ident, longest, sideBySide } = programs[program];
  const hostKeys = [options.hostKey ?? keyPair().privateKey].flat();
  const publicKeys = hostKeys.map((text) => parse(text));
  const authorized = options.authorizedKeys.filter((line) => line.trim() !== '').map((line) => parse(line));
  const sockets = new Set<Socket>();
  const waiting: Socket[] = [];
  const commands: string[] = [];
  let [accepted, sessions, frozen] = [0, 0, false];

  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.setNoDelay(true);
    if (frozen) waiting.push(socket);
    else server.injectSocket(socket);
  });

  const faults: SshFaults = {
    commands: [],
    rejectAuth: false,
    rejectSessions: new Set(),
    rejectForwarding: false,
    freeze(value) {
      frozen = value;
      for (const socket of sockets) {
        if (value) socket.pause().cork();
        else socket.resume().uncork();
      }
      if (!value) waiting.splice(0).forEach((socket) => server.injectSocket(socket));
    },
    drop: () => sockets.forEach((socket) => socket.destroy()),
    refuse: (refused) => (refused ? stop() : listen(listener, address, port)),
  };

  const algorithms = options.ciphers === undefined ? {} : { algorithms: { cipher: [...options.ciphers] as CipherAlgorithm[] } };
  const server = new ssh2.Server({ hostKeys: [...hostKeys], ident, ...algorithms }, (client, { port: from }) => {
    client.on('error', () => {}); // a client that breaks off
    client.on('authentication', (attempt) => {
      if (!faults.rejectAuth && proves(attempt, authorized)) attempt.accept();
      else attempt.reject(['publickey']);
    });
    client.on('ready', () => {
      accepted += 1;
      serve(client, () => sockets.forEach((socket) => socket.remotePort === from && socket.destroy()));
    });
  });

  const serve = (client: Connection, cut: () => void): void => {
    let open = 0;
    client.on('session', (accept, reject) => {
      sessions += 1;
      if (open >= maxSessions || faults.rejectSessions.has(sessions)) return reject();
      if (open > 0 && !sideBySide) return cut();
      open += 1;
      const session = accept();
      session.on('close', () => (open -= 1));
      session.on('exec', (acceptExec, _reject, { command }) => {
        commands.push(command);
        if (Buffer.byteLength(command) > longest) return cut();
        const channel = acceptExec();
        runCommand(command, channel, shell, faults, cut).catch((error: unknown) => {
          channel.stderr.write(`emulator failed: ${String(error)}\n`);
          channel.exit(255);
          channel.end();
        });
      });
      session.on('env', (acceptEnv) => acceptEnv?.());
    });
    client.on('tcpip', (accept, reject, { destIP, destPort }) => {
      if (faults.rejectForwarding) return reject();
      forward(destIP, destPort, accept, reject);
    });
  };

  const stop = (): Promise<void> => new Promise((resolve) => (listener.listening ? listener.close(() => resolve()) : resolve()));
  const close = async (): Promise<void> => {
    const stopped = stop();
    faults.drop();
    await stopped;
  };
  await listen(listener, address, options.port ?? 0);
  const { port } = listener.address() as AddressInfo;

  return {
    address,
    port,
    fingerprint: fingerprint(publicKeys[0]?.getPublicSSH() ?? Buffer.alloc(0)),
    knownHostsLine: publicKeys
      .map((key) => `${port === 22 ? address : `[${address}]:${port}`} ${key.type} ${key.getPublicSSH().toString('base64')}`)
      .join('\n'),
    connections: () => sockets.size,
    get accepted() {
      return accepted;
    },
    commands,
    faults,
    close,
    [Symbol.asyncDispose]: close,
  };
}

const fingerprint = (blob: Buffer): string => `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;

function parse(text: string): ParsedKey {
  const key = [ssh2.utils.parseKey(text)].flat()[0];
  if (key === undefined || key instanceof Error) throw key ?? new Error('no key');
  return key;
}

/** First a client asks whether a key would do, then it signs with it. */
const proves = (attempt: AuthContext, authorized: readonly ParsedKey[]): boolean => {
  if (attempt.method !== 'publickey') return false;
  const known = authorized.find((key) => key.getPublicSSH().equals(attempt.key.data));
  if (known === undefined) return false;
  return attempt.signature === undefined || known.verify(attempt.blob as Buffer, attempt.signature, attempt.hashAlgo) === true;
};
