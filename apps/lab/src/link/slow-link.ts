import { createServer, Socket, type AddressInfo } from 'node:net';
import { closeWith, listen } from '../http.js';

/** Does something once a time has passed; what was asked for first, with the same time, is done first. */
export type Later = (act: () => void, ms: number) => void;

export interface SlowLinkOptions {
  /** What is at the far end. */
  readonly to: { readonly port: number; readonly address?: string };
  /** Milliseconds there and back. Each direction takes half of it; how much goes through is not limited. */
  readonly roundTripMs: number;
  /** Default 127.0.0.1. */
  readonly address?: string;
  /** Default: the clock. */
  readonly later?: Later;
}

/** A TCP port behind which everything is as far away as it is told: for SSH and HTTP alike. */
export interface SlowLink extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
  readonly counts: {
    readonly connections: number;
    /** Times that the near end spoke after it had heard something, or first: who waits for each answer waits a round trip each time. */
    readonly turns: number;
    /** Bytes to the far end, and from it. */
    readonly sent: number;
    readonly received: number;
  };
  close(): Promise<void>;
}

/** A timer of no length would take a millisecond. */
const byClock: Later = (act, ms) => void (ms === 0 ? act() : setTimeout(act, ms).unref());

/**
 * Passes connections on with a delay. One that is opened is there for the near end at once, since loopback is near, and so waits its
 * round trip before anything goes through: who connects and speaks is heard after one and a half, as over a real line.
 */
export async function slowLink({ to, roundTripMs, address = '127.0.0.1', later = byClock }: SlowLinkOptions): Promise<SlowLink> {
  const half = roundTripMs / 2;
  const counts = { connections: 0, turns: 0, sent: 0, received: 0 };
  const open = new Set<Socket>();

  const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (near) => {
    counts.connections += 1;
    open.add(near);
    near.on('error', () => {});
    near.on('close', () => open.delete(near));
    later(() => pass(near), roundTripMs);
  });

  const pass = (near: Socket): void => {
    let heard = true;
    const far = new Socket({ allowHalfOpen: true }).setNoDelay(true);
    open.add(far);
    far.on('close', () => open.delete(far));
    far.on('error', () => later(() => near.destroy(), half));
    later(() => far.connect(to.port, to.address ?? '127.0.0.1'), half);
    near.on('data', (chunk: Buffer) => {
      counts.turns += heard ? 1 : 0;
      counts.sent += chunk.length;
      heard = false;
      later(() => far.write(chunk), half);
    });
    far.on('data', (chunk: Buffer) => {
      counts.received += chunk.length;
      later(() => {
        heard = true;
        near.write(chunk);
      }, half);
    });
    near.on('end', () => later(() => far.end(), half));
    far.on('end', () => later(() => near.end(), half));
    near.on('close', () => later(() => far.destroy(), half));
    far.on('close', () => later(() => near.destroy(), half));
    near.resume();
  };

  await listen(listener, address, 0);
  const close = (): Promise<void> => closeWith(listener, open);
  return { address, port: (listener.address() as AddressInfo).port, counts, close, [Symbol.asyncDispose]: close };
}
