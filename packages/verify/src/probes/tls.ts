import { connect, type SecureContext } from 'node:tls';
import { flaw, isDefault } from '../certificate.js';
import type { TlsCheck } from '../check.js';
import { cause, type Attempt } from '../result.js';

/** A handshake with the server name, and a look at the certificate: what a TCP route shows before its service speaks. */
export function probeTls(check: TlsCheck, timeoutMs: number, trust: SecureContext | undefined): Promise<Attempt> {
  const { hostname, address, port, ownCertificate } = check;
  const expected = `${address}:${port} shakes hands for ${hostname}`;
  return new Promise((resolve) => {
    const socket = connect({
      host: address,
      port,
      servername: hostname,
      rejectUnauthorized: false,
      ...(trust ? { secureContext: trust } : {}),
    });
    const settle = (attempt: Omit<Attempt, 'expected'>): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ expected, ...attempt });
    };
    const hint = `Does Traefik route TCP for this name on port ${port}?`;
    const timer = setTimeout(() => settle({ pass: false, actual: 'ETIMEDOUT', hint }), timeoutMs);
    socket.on('error', (error) => settle({ pass: false, actual: cause(error), hint }));
    socket.on('secureConnect', () => {
      const certificate = socket.getPeerCertificate(false);
      const distrust = socket.authorizationError ? String(socket.authorizationError) : null;
      const wrong = ownCertificate && isDefault(certificate) ? null : flaw({ certificate, distrust }, hostname);
      settle(wrong ? { pass: false, ...wrong } : { pass: true, actual: 'a good certificate' });
    });
  });
}
