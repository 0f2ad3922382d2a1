import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { HlError } from '@hl/core';
import type { NodeSSH } from 'node-ssh';
import { unreachable, type Server } from './dial.js';

/** What the server says when it opens no channel, without the library's own words. */
export const channelRefusal = (error: Error): string => error.message.replace('(SSH) Channel open failure: ', '');

/**
 * A stream to `place`, made by the gateway at the other end of `ssh` (ProxyJump).
 *
 * @returns `'closed'` when that connection is dead already
 * @throws HlError HL_SSH_JUMP when the gateway forwards nothing; else `unreachable`
 */
export async function forward(gateway: string, ssh: NodeSSH, server: Server, timeoutMs: number): Promise<Duplex | 'closed'> {
  if (!ssh.isConnected()) return 'closed';
  const opening = ssh.forwardOut('127.0.0.1', 0, server.address, server.port);
  try {
    // The gateway itself tries for minutes to reach a host that is down.
    const stream = await Promise.race([opening, sleep(timeoutMs, null, { ref: false })]);
    if (stream !== null) return stream;
  } catch (error) {
    if (/^Not connected/.test((error as Error).message)) return 'closed';
    throw notForwarded(gateway, server, error as Error);
  }
  opening.then(
    (stream) => stream.destroy(),
    () => {},
  );
  throw unreachable(server, 'ETIMEDOUT');
}

function notForwarded(gateway: string, server: Server, error: Error & { reason?: number }): HlError {
  const reason = channelRefusal(error);
  if (error.reason === 1) {
    const message = `${server.name} is reached through ${gateway}, which allows no forwarding: ${reason}`;
    return new HlError('HL_SSH_JUMP', message, { kind: 'refused', hint: `Set AllowTcpForwarding yes in sshd_config on ${gateway}.` });
  }
  if (error.reason === undefined) return unreachable(server, `the connection to ${gateway}, which it is reached through, was lost`, error);
  return unreachable(server, /refused/i.test(reason) ? 'ECONNREFUSED' : `${gateway}, which it is reached through, says: ${reason}`, error);
}
