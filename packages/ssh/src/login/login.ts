import type { Duplex } from 'node:stream';
import type { NodeSSH } from 'node-ssh';
import type { AnyAuthMethod } from 'ssh2';
import type { Server } from '../connect/dial.js';
import { algorithmsFor, distrusted, hostKey, keyTypes, type HostKey, type Trust } from '../trust/host-keys.js';
import { agentAt } from './agent.js';
import type { Credentials } from './credentials.js';
import { explain, noCommonHostKey } from './login-errors.js';

/** As the library tells of an agent. */
const agentIsSilent = (): Error =>
  Object.assign(new Error('it gives no answer; somebody may have to confirm there, or to touch a key'), { level: 'agent' });

/**
 * Speaks SSH over a connected stream up to a finished login. `openStream` gives a fresh stream each time it is called: a server whose
 * key is pinned may have to be asked for another one of its keys.
 *
 * @throws HlError: HL_HOST_KEY_… before anything is proven, HL_SSH_AGENT, HL_SSH_AUTH, HL_SSH_HANDSHAKE, or `unreachable`
 */
export async function login(
  server: Server,
  openStream: () => Promise<Duplex>,
  trust: Trust,
  credentials: Credentials,
): Promise<{ readonly ssh: NodeSSH; readonly stream: Duplex; readonly banner: string }> {
  let rejected: HostKey | null = null;
  for (let algorithms = trust.algorithms; ;) {
    const stream = await openStream();
    const { offered, ssh, error, banner } = await attempt(stream, algorithms, trust.judge, credentials);
    if (ssh) return { ssh, stream, banner };
    const verdict = offered ? trust.judge(offered) : 'trusted';
    if (offered && verdict !== 'trusted') {
      rejected ??= offered;
      const others = algorithms.filter((algorithm) => !algorithmsFor([offered.type]).includes(algorithm));
      if (!trust.anyKeyWillDo || verdict === 'revoked' || others.length === 0 || others.length === algorithms.length)
        throw distrusted(server, verdict, rejected);
      algorithms = others;
    } else if (rejected && noCommonHostKey(error)) {
      throw distrusted(server, 'changed', rejected);
    } else {
      throw explain(server, error, banner, trust, credentials);
    }
  }
}

/** Milliseconds for each of a server's keys. */
const scanMs = 10_000;
const nobody: Credentials = { user: 'nobody', key: null, agentSocket: undefined, timeoutMs: scanMs, pingMs: scanMs };

/** All keys that a server shows, one login attempt a type, none of which gets as far as a login. Whether they are the right ones is for a person to say. */
export async function scan(server: Server, openStream: (timeoutMs: number) => Promise<Duplex>): Promise<HostKey[]> {
  const keys: HostKey[] = [];
  for (let types = keyTypes; types.length > 0;) {
    const { offered, error, banner } = await attempt(await openStream(scanMs), algorithmsFor(types), () => 'unknown', nobody);
    if (offered === null && !noCommonHostKey(error)) throw explain(server, error, banner, { known: [] }, nobody);
    if (offered === null) break;
    keys.push(offered);
    types = types.filter((type) => type !== offered.type);
  }
  return keys;
}

interface Attempt {
  readonly offered: HostKey | null;
  /** null: the login did not come about, see `error`. */
  readonly ssh: NodeSSH | null;
  readonly error: Error;
  /** The first thing the server said. */
  readonly banner: string;
}

async function attempt(stream: Duplex, algorithms: readonly string[], judge: Trust['judge'], credentials: Credentials): Promise<Attempt> {
  const { NodeSSH } = await import('node-ssh');
  const ssh = new NodeSSH();
  const agent = credentials.agentSocket === undefined ? null : agentAt(credentials.agentSocket);
  const methods: AnyAuthMethod[] = [
    ...(credentials.key === null ? [] : [{ type: 'publickey' as const, username: credentials.user, key: credentials.key.parsed }]),
    ...(agent === null ? [] : [{ type: 'agent' as const, username: credentials.user, agent: agent.ask }]),
  ];
  let offered: HostKey | null = null;
  let banner = '';
  try {
    const ready = ssh.connect({
      sock: stream as never, // typed as Readable, used as a duplex stream
      username: credentials.user,
      authHandler: methods,
      algorithms: { serverHostKey: [...algorithms] as never[] },
      // Not async: a promise counts as "yes" there.
      hostVerifier: (blob: Buffer): boolean => {
        offered = hostKey(blob);
        return judge(offered) === 'trusted';
      },
      readyTimeout: credentials.timeoutMs,
      keepaliveInterval: credentials.pingMs,
      keepaliveCountMax: Number.MAX_SAFE_INTEGER, // we count ourselves, see keepalive.ts
    });
    // Without a listener a later error ends the process; the library takes its own away when the login is done.
    ssh.connection?.on('error', () => {});
    // The library has paused the stream till it reads it itself.
    stream.once('data', (chunk: Buffer) => (banner = chunk.toString('latin1', 0, 200)));
    await ready;
    if (!ssh.isConnected()) throw new Error('Connection closed');
    return { offered, ssh, error: new Error(), banner };
  } catch (error) {
    stream.destroy();
    const silent = agent?.end() === true && (error as { level?: string }).level !== 'agent';
    return { offered, ssh: null, error: silent ? agentIsSilent() : (error as Error), banner };
  }
}
