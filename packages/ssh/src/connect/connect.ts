import { homedir } from 'node:os';
import { addAbortSignal, type Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { HlError, type Host, type Semaphore } from '@hl/core';
import type { NodeSSH } from 'node-ssh';
import { login } from '../login/login.js';
import type { Credentials } from '../login/credentials.js';
import { defaultKeys } from '../login/default-keys.js';
import { firstUsable, type PrivateKey } from '../login/private-key.js';
import { trustFor } from '../trust/host-keys.js';
import type { knownHosts } from '../trust/files.js';
import { dial, type Server } from './dial.js';
import { watch } from './keepalive.js';
import { serverLimits, type ServerLimits } from './server-limits.js';
import type { FleetOptions } from '../options.js';

export interface ConnectOptions extends Omit<FleetOptions, 'keepalive' | 'retryMs'>, Required<Pick<FleetOptions, 'keepalive' | 'retryMs'>> {
  /** The private key in a file, ready to sign. */
  readonly privateKey: (host: string, path: string) => Promise<PrivateKey>;
  /** What a known_hosts file says; nothing where there is none. */
  readonly trusted: ReturnType<typeof knownHosts>;
  /** Logins that start side by side from here. */
  readonly starts: Pick<Semaphore, 'run'>;
  readonly transport: Transport;
}

/** The way to a host. */
export interface Transport {
  /** Makes the way ready; what fails here is not the host's fault and not tried again. */
  open(): Promise<unknown>;
  stream(server: Server, timeoutMs: number): Promise<Duplex>;
}

export const direct: Transport = { open: async () => {}, stream: dial };

/** A finished login. */
export interface Connection extends ServerLimits {
  readonly ssh: NodeSSH;
}

/** All tries together; a host that does not answer at all gets one. */
const tries = 4;

/**
 * Connects and logs in. Tries again, with pauses, while the host cannot be reached and its connect timeout lasts; a refused key or
 * an unknown host key is final. `signal` ends the connection at any time.
 */
export async function connect(name: string, host: Host, options: ConnectOptions, signal: AbortSignal): Promise<Connection> {
  const { keepalive, transport } = options;
  const server: Server = { name, address: host.address, port: host.port };
  const trust = trustFor(host, await options.trusted(name, host.knownHosts ?? options.knownHosts));
  const credentials = await credentialsFor(name, host, options);
  await transport.open();
  let giveUpAt = Infinity;

  const once = async (): Promise<Connection> => {
    giveUpAt = Math.min(giveUpAt, Date.now() + host.connectTimeoutSeconds * 1000); // waiting for a turn does not count
    const timeoutMs = Math.max(1000, giveUpAt - Date.now());
    const open = async (): Promise<Duplex> => {
      signal.throwIfAborted();
      return addAbortSignal(signal, await transport.stream(server, timeoutMs));
    };
    const { ssh, stream, banner } = await login(server, open, trust, { ...credentials, timeoutMs, pingMs: keepalive.intervalMs });
    watch(stream, keepalive);
    return { ssh, ...serverLimits(banner) };
  };

  for (let n = 1, pause = options.retryMs; ; n += 1, pause *= 2) {
    try {
      return await options.starts.run(once);
    } catch (error) {
      if (signal.aborted)
        throw new HlError('HL_SSH_CLOSED', `${name}: the connection was given up before it stood`, { kind: 'unreachable' });
      const final = !(error instanceof HlError) || error.kind !== 'unreachable' || n >= tries || Date.now() + pause >= giveUpAt;
      if (final) throw error;
      await sleep(pause * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => {});
    }
  }
}

async function credentialsFor(
  name: string,
  host: Host,
  { keyFile, privateKey, agentSocket, home = homedir() }: ConnectOptions,
): Promise<Omit<Credentials, 'timeoutMs' | 'pingMs'>> {
  const { user, agent, identityFiles } = host;
  const path = host.keyFile ?? keyFile;
  if (path !== undefined)
    return { user, key: { path, parsed: await privateKey(name, path) }, agentSocket: agent ? agentSocket : undefined };
  if (agent && agentSocket !== undefined) return { user, key: null, agentSocket };
  const { key, why } = agent ? {} : await firstUsable(name, identityFiles ?? defaultKeys(home), privateKey);
  if (key !== undefined || agentSocket !== undefined) return { user, key: key ?? null, agentSocket };
  if (why !== undefined) throw why;
  const what = agent ? `${name} wants the SSH agent, and there is none: SSH_AUTH_SOCK is not set` : `There is no SSH key for ${name}`;
  const hint =
    'Give the path of a private key, for the run or for this host in hl.yml, make one (ssh-keygen -t ed25519), or start an SSH agent.';
  throw new HlError('HL_SSH_KEY', what, { kind: 'input', hint });
}
