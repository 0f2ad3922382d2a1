import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { generate } from 'selfsigned';
import { listen } from '../http.js';

export interface TlsFront {
  readonly url: string;
  /** PEM of the certificate, which is its own CA. */
  readonly ca: string;
  close(): Promise<void>;
}

/** https in front of the API, with a certificate that signed itself, as Authentik has one before anybody gives it another. */
export async function tlsFront(address: string, port: number): Promise<TlsFront> {
  const own = await generate([{ name: 'commonName', value: 'authentik default certificate' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: address }] },
    ],
  });
  const open = new Set<{ destroy(): void }>();
  const server = createServer({ key: own.private, cert: own.cert }, (secure) => {
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
  server.on('tlsClientError', () => undefined); // a client that does not trust us hangs up
  await listen(server, address, 0);
  return {
    url: `https://${address}:${(server.address() as AddressInfo).port}`,
    ca: own.cert,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
