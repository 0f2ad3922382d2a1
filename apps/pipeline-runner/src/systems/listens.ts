import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Remote } from '@hl/core';

/** An address and a port. */
export interface Place {
  readonly address: string;
  readonly port: number;
}

/** Milliseconds: for one connection, and in which a connection that nobody took is dropped again. */
const [connectMs, dropMs] = [3_000, 50];

type Seen = 'open' | 'dropped' | 'refused' | 'unreachable';

/**
 * Whether something takes connections there, asked until it does or the patience is over: from here, and when that is not allowed in, from
 * the machine that has to reach it. null: nobody can tell.
 */
export async function listens(place: Place, patienceMs: number, intervalMs: number, from: () => Remote | null): Promise<boolean | null> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const seen = await knock(place);
    if (seen === 'open') return true;
    // Docker's own proxy takes a connection for a container, and drops it when nothing listens there: it would do so for every other machine.
    const there = seen === 'dropped' ? false : await askFrom(from(), place);
    if (there === true) return true;
    if (performance.now() >= end) return there ?? (seen === 'refused' ? false : null);
    await sleep(Math.max(0, Math.min(intervalMs, end - performance.now())));
  }
}

function knock({ address, port }: Place): Promise<Seen> {
  const socket = connect({ host: address, port });
  return new Promise<Seen>((resolve) => {
    const timer = setTimeout(() => resolve('unreachable'), connectMs);
    const settle = (seen: Seen): void => (clearTimeout(timer), resolve(seen));
    let connected = false;
    socket.once('connect', () => {
      connected = true;
      setTimeout(() => settle('open'), dropMs);
    });
    socket.once('data', () => settle('open'));
    socket.once('close', () => connected && settle('dropped'));
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      settle(connected ? 'dropped' : code === 'ECONNREFUSED' ? 'refused' : 'unreachable'),
    );
  }).finally(() => socket.destroy());
}

const script = `command -v bash >/dev/null && { timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null; exit $?; }; command -v nc >/dev/null || exit 127; nc -z -w 3 "$1" "$2" 2>/dev/null`;

/** null: it cannot be asked from there. */
async function askFrom(remote: Remote | null, { address, port }: Place): Promise<boolean | null> {
  try {
    const { code } = (await remote?.run(['sh', '-c', script, 'sh', address, String(port)], { accept: 'any', timeoutMs: 10_000 })) ?? {
      code: 127,
    };
    return code === 0 ? true : code === 127 ? null : false;
  } catch {
    return null;
  }
}
