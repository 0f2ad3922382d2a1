import type { Duplex } from 'node:stream';
import type { NodeSSH } from 'node-ssh';
import type { AnyAuthMethod } from 'ssh2';
import type { Place } from '../connect/dial.js';
import { algorithmsFor, distrusted, hostKey, keyTypes } from '../trust/host-keys.js';
import type { HostKey, Trust } from '../trust/host-keys.js';
import { agentAt } from './agent.js';
import { explain, noCommonHostKey } from './login-errors.js';
import type { PrivateKey } from './private-key.js';

/** How to prove who we are, and in what time. */
export interface Credentials {
  readonly user: string;
  readonly key: { readonly path: string; readonly parsed: PrivateKey } | null;
  readonly agentSocket: string | undefined;
  readonly timeoutMs: number;
  /** Milliseconds between questions that a live server answers. */
  readonly pingMs: number;
}

/** As the library tells of an agent. */
const agentIsSilent = (): Error =>
  Object.assign(new Error('it gives no answer; somebody may have to confirm there, or to touch a key'), { level: 'agent' });

/**
 * Speaks SSH over a connected stream up to a finished login. `dialled` gives a fresh stream each time it is called: a server whose
 * key is pinned may have to be asked for another one of its keys.
 *
 * @throws HlError: HL_HOST_KEY_… before anything is proven, HL_SSH_AGENT, HL_SSH_AUTH, HL_SSH_HANDSHAKE, or `unreachable`
 */
export async function login(
  place: Place,
  dialled: () => Promise<Duplex>,
  trust: Trust,
  who: Credentials,
): Promise<{ readonly ssh: NodeSSH; readonly stream: Duplex }> {
  let rejected: HostKey | null = null;
  for (let algorithms = trust.algorithms; ;) {
    const stream = await dialled();
    const { shown, ssh, error, heard } = await attempt(stream, algorithms, trust.judge, who);
    if (ssh) return { ssh, stream };
    const verdict = shown ? trust.judge(shown) : 'trusted';
    if (shown && verdict !== 'trusted') {
      rejected ??= shown;
      const others = algorithms.filter((algorithm) => !algorithmsFor([shown.type]).includes(algorithm));
      if (!trust.anyKeyWillDo || verdict === 'revoked' || others.length === 0 || others.length === algorithms.length)
        throw distrusted(place, verdict, rejected);
      algorithms = others;
    } else if (rejected && noCommonHostKey(error)) {
      throw distrusted(place, 'changed', rejected);
    } else {
      throw explain(place, error, heard, trust, who);
    }
  }
}

/** Milliseconds for each of a server's keys. */
const scanMs = 10_000;
const nobody: Credentials = { user: 'nobody', key: null, agentSocket: undefined, timeoutMs: scanMs, pingMs: scanMs };

/** All keys that a server shows, one login attempt a type, none of which gets as far as a login. Whether they are the right ones is for a person to say. */
export async function scan(place: Place, dialled: (timeoutMs: number) => Promise<Duplex>): Promise<HostKey[]> {
  const keys: HostKey[] = [];
  for (let types = keyTypes; types.length > 0;) {
    const { shown, error, heard } = await attempt(await dialled(scanMs), algorithmsFor(types), () => 'unknown', nobody);
    if (shown === null && !noCommonHostKey(error)) throw explain(place, error, heard, { known: [] }, nobody);
    if (shown === null) break;
    keys.push(shown);
    types = types.filter((type) => type !== shown.type);
  }
  return keys;
}

interface Attempt {
  readonly shown: HostKey | null;
  /** null: the login did not come about, see `error`. */
  readonly ssh: NodeSSH | null;
  readonly error: Error;
  /** The first thing the server said. */
  readonly heard: string;
}

async function attempt(stream: Duplex, algorithms: readonly string[], judge: Trust['judge'], who: Credentials): Promise<Attempt> {
  const { NodeSSH } = await import('node-ssh');
  const ssh = new NodeSSH();
  const agent = who.agentSocket === undefined ? null : agentAt(who.agentSocket);
  const methods: AnyAuthMethod[] = [
    ...(who.key === null ? [] : [{ type: 'publickey' as const, username: who.user, key: who.key.parsed }]),
    ...(agent === null ? [] : [{ type: 'agent' as const, username: who.user, agent: agent.ask }]),
  ];
  let shown: HostKey | null = null;
  let heard = '';
  try {
    const ready = ssh.connect({
      sock: stream as never, // typed as Readable, used as a duplex stream
      username: who.user,
      authHandler: methods,
      algorithms: { serverHostKey: [...algorithms] as never[] },
      // Not async: a promise counts as "yes" there.
      hostVerifier: (blob: Buffer): boolean => {
        shown = hostKey(blob);
        return judge(shown) === 'trusted';
      },
      readyTimeout: who.timeoutMs,
      keepaliveInterval: who.pingMs,
      keepaliveCountMax: Number.MAX_SAFE_INTEGER, // we count ourselves, see keepalive.ts
    });
    // Without a listener a later error ends the process; the library takes its own away when the login is done.
    ssh.connection?.on('error', () => {});
    // The library has paused the stream till it reads it itself.
    stream.once('data', (chunk: Buffer) => (heard = chunk.toString('latin1', 0, 200)));
    await ready;
    if (!ssh.isConnected()) throw new Error('Connection closed');
    return { shown, ssh, error: new Error(), heard };
  } catch (error) {
    stream.destroy();
    const silent = agent?.end() === true && (error as { level?: string }).level !== 'agent';
    return { shown, ssh: null, error: silent ? agentIsSilent() : (error as Error), heard };
  }
}
