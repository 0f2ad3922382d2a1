import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { closeWith, listen } from './http.js';

/** PEM. */
export interface Pem {
  readonly key: string;
  /** With what it is signed by, if a client needs that. */
  readonly cert: string;
  /** For clients to trust. */
  readonly ca: string;
}

export interface TlsFront extends AsyncDisposable {
  readonly url: string;
  /** PEM of the CA that the certificate is from. */
  readonly ca: string;
  /** How many there were so far. */
  readonly connections: number;
  close(): Promise<void>;
}

/** https in front of an emulated API at this port: what comes in is decrypted and passed on. */
export async function tlsFront(address: string, port: number, { key, cert, ca }: Pem): Promise<TlsFront> {
  const open = new Set<{ destroy(): void }>();
  let connections = 0;
  const server = createServer({ key, cert }, (secure) => {
    connections += 1;
    const plain = connect(port, address);
    for (const [from, to] of [
      [secure, plain],
      [plain, secure],
    ] as const) {
      open.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  server.on('tlsClientError', () => undefined); // a client that does not trust us says so by hanging up
  await listen(server, address, 0);
  const close = (): Promise<void> => closeWith(server, open);
  return {
    url: `https://${address}:${(server.address() as AddressInfo).port}`,
    ca,
    get connections() {
      return connections;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
