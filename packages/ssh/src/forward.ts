import type { Duplex } from 'node:stream';
import { HlError } from '@hl/core';
import { unreachable } from './dial.js';
import type { Place } from './dial.js';
import type { Connection } from './login.js';

/**
 * A stream to `place`, made by the gateway at the other end of `connection` (ProxyJump).
 *
 * @returns `'closed'` when that connection is dead already
 * @throws HlError HL_SSH_JUMP when the gateway forwards nothing; else `unreachable`
 */
export function forward(gateway: string, connection: Connection, place: Place, timeoutMs: number): Promise<Duplex | 'closed'> {
  return new Promise((resolve, reject) => {
    let late = false;
    // The gateway itself tries for minutes to reach a host that is down.
    const timer = setTimeout(() => {
      late = true;
      reject(unreachable(place, 'ETIMEDOUT'));
    }, timeoutMs);
    try {
      connection.forwardOut('127.0.0.1', 0, place.address, place.port, (error, stream) => {
        clearTimeout(timer);
        if (error) reject(noForward(gateway, place, error));
        else if (late) stream.destroy();
        else resolve(stream);
      });
    } catch {
      clearTimeout(timer);
      resolve('closed');
    }
  });
}

function noForward(gateway: string, place: Place, error: Error & { reason?: number }): HlError {
  const said = error.message.replace('(SSH) Channel open failure: ', '');
  if (error.reason === 1) {
    return new HlError('HL_SSH_JUMP', `${place.name} is reached through ${gateway}, which allows no forwarding: ${said}`, {
      kind: 'refused',
      hint: `Set AllowTcpForwarding yes in sshd_config on ${gateway}.`,
    });
  }
  if (error.reason === undefined) return unreachable(place, `the connection to ${gateway}, which it is reached through, was lost`, error);
  return unreachable(place, /refused/i.test(said) ? 'ECONNREFUSED' : `${gateway}, which it is reached through, says: ${said}`, error);
}
