import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { closeWith, listen } from '../http.js';
import type { Trick } from './tricks.js';

export interface HostileServer extends AsyncDisposable {
  /** `http://127.0.0.1:4567`, or `https://…` where the trick is one with TLS. */
  readonly url: string;
  /** How often it was asked, as far as it lets itself be asked. */
  readonly asked: number;
  close(): Promise<void>;
}

/** A server on loopback that answers every request with the same trick. */
export async function hostileServer({ play, tls = false, atOnce = false }: Trick): Promise<HostileServer> {
  const address = '127.0.0.1';
  const open = new Set<Socket>();
  let asked = 0;
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    const begin = (): void => {
      asked += 1;
      play(socket);
    };
    if (atOnce) begin();
    socket.on('data', (data) => {
      if (!atOnce && data.includes('\r\n\r\n')) begin();
    });
  });
  await listen(server, address, 0);
  const close = (): Promise<void> => closeWith(server, open);
  return {
    url: `${tls ? 'https' : 'http'}://${address}:${(server.address() as AddressInfo).port}`,
    get asked() {
      return asked;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
