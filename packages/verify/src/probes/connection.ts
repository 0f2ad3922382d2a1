import { connect, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import type { PortCheck, TlsCheck } from '../checks/check.js';
import type { Probe, Verdict } from '../result.js';
import { certificateFlaw } from '../verdicts/certificate.js';

/** Does it accept a TCP connection? */
export const portProbe = ({ address, port }: PortCheck): Probe => ({
  expected: `${address}:${port} accepts connections`,
  hint: (cause) => hints[cause],
  look: (timeoutMs) => opened(connect({ host: address, port }), 'connect', timeoutMs, () => ({ pass: true, actual: 'connected' })),
});

const hints: { readonly [cause: string]: string } = {
  ECONNREFUSED: 'Nothing listens there: is the port published, and does the program listen on 0.0.0.0 inside its container?',
  ETIMEDOUT: 'Nothing comes back: a firewall, or a host that is off.',
  EHOSTUNREACH: 'There is no way to the host: is it on, and in the same network?',
  ENOTFOUND: 'The name of the host does not resolve here: check hosts in hl.yml.',
};

/** A handshake with the server name, and a look at the certificate: what a TCP route shows before its service speaks. */
export function tlsProbe(check: TlsCheck, trust: SecureContext | undefined): Probe {
  const { proxy, hostname, address, port } = check;
  return {
    expected: `${address}:${port} shakes hands for ${hostname}`,
    hint: () => `Does ${proxy} route TCP for this name on port ${port}?`,
    look(timeoutMs) {
      const options = { host: address, port, servername: hostname, rejectUnauthorized: false };
      const socket = connectTls({ ...options, ...(trust ? { secureContext: trust } : {}) });
      return opened(socket, 'secureConnect', timeoutMs, () => {
        const distrust = socket.authorizationError ? String(socket.authorizationError) : null;
        const flaw = certificateFlaw({ certificate: socket.getPeerCertificate(false), distrust }, check);
        return flaw ?? { pass: true, actual: 'a good certificate' };
      });
    },
  };
}

/** What is seen once the connection stands; rejects with the system's error. */
function opened(socket: Socket, event: 'connect' | 'secureConnect', timeoutMs: number, see: () => Verdict): Promise<Verdict> {
  return new Promise<Verdict>((resolve, reject) => {
    const late = (): void => reject(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' }));
    socket.setTimeout(timeoutMs, late);
    socket.on('error', reject);
    socket.once(event, () => resolve(see()));
  }).finally(() => socket.destroy());
}
