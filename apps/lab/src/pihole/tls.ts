import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { generate } from 'selfsigned';
import { listen } from '../http.js';

export interface TlsFront {
  readonly url: string;
  /** PEM of the CA that the certificate is from. */
  readonly ca: string;
  /** How many there were so far. */
  readonly connections: number;
  close(): Promise<void>;
}

/** https in front of the API, as Pi-hole makes it for itself: CN and SAN are `pi.hole`, valid 47 days, whatever the server is called. */
export async function tlsFront(address: string, port: number): Promise<TlsFront> {
  const days = { notBeforeDate: new Date(Date.now() - 60_000), notAfterDate: new Date(Date.now() + 47 * 86_400_000) };
  const ca = await generate([{ name: 'commonName', value: 'Pi-hole CA' }], {
    ...days,
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: 'commonName', value: 'pi.hole' }], {
    ...days,
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'pi.hole' }] },
    ],
  });
  const open = new Set<{ destroy(): void }>();
  let connections = 0;
  const server = createServer({ key: leaf.private, cert: `${leaf.cert}\n${ca.cert}` }, (secure) => {
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
  return {
    url: `https://${address}:${(server.address() as AddressInfo).port}`,
    ca: ca.cert,
    get connections() {
      return connections;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
