import { connect, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { dnsClient } from '@hl/core/dns';
import type { Place, PortCheck, TlsCheck } from '../checks/check.js';
import { shownBy } from '../client/certificate.js';
import { certificateFacts } from '../evidence/certificate.js';
import type { Probe, Verdict } from '../result.js';
import { certificateFlaw, certificateNote } from '../verdicts/certificate.js';

/** Does it accept a TCP connection, or answer DNS? */
export function portProbe({ address, at, port, count, protocol }: PortCheck): Probe {
  const range = count > 1 ? `, the first of ${count} ports` : '';
  const hint = (cause: string): string | undefined => hintAt(at, cause);
  if (protocol === 'dns') {
    // Whatever is said about the name: somebody who speaks DNS says it.
    const look = async (timeoutMs: number): Promise<Verdict> => {
      await dnsClient({ address, port }, timeoutMs).ask('localhost', 4);
      return { pass: true, actual: 'answered' };
    };
    return { expected: `${address}:${port} answers DNS`, hint, look };
  }
  return {
    expected: `${address}:${port} accepts connections${range}`,
    hint,
    look: (timeoutMs) => opened(connect({ host: address, port }), 'connect', timeoutMs, () => ({ pass: true, actual: 'connected' })),
  };
}

const listening: { readonly [At in Place]: string } = {
  host: 'is the port published, and does the program listen on 0.0.0.0 inside its container?',
  container: 'does the program listen on all addresses inside its container?',
  elsewhere: 'does the program run there, and is the port right?',
  proxy: 'is it an entry point of the proxy? See traefik in hl.yml.',
};

/** A host and its containers on macvlan do not reach each other: the kernel keeps them apart. */
const macvlan =
  'On the host itself a container with a macvlan address cannot be reached: run hl on another machine, or give the host a macvlan of its own.';

function hintAt(at: Place, cause: string): string | undefined {
  if (cause === 'ECONNREFUSED') return `Nothing listens there: ${listening[at]}`;
  if (at === 'container' && /^E(?:HOSTUNREACH|TIMEDOUT|TIMEOUT)$/.test(cause)) return macvlan;
  if (/^E(?:TIMEDOUT|TIMEOUT)$/.test(cause)) return 'Nothing comes back: a firewall, or a machine that is off.';
  if (cause === 'EHOSTUNREACH') return 'There is no way to it: is the machine on, and in the same network?';
  const named = at === 'host' ? 'hosts in hl.yml' : at === 'proxy' ? 'traefik.addresses in hl.yml' : 'its address in the service file';
  return cause === 'ENOTFOUND' ? `The name does not resolve here: check ${named}.` : undefined;
}

/** A handshake with the server name, and a look at the certificate: what a TCP route shows before its service speaks. */
export function tlsProbe(
  check: TlsCheck,
  { trust, standing }: { readonly trust: SecureContext | undefined; readonly standing: boolean },
): Probe {
  const { proxy, hostname, address, port } = check;
  return {
    expected: `${address}:${port} shakes hands for ${hostname}`,
    hint: () => `Does ${proxy} route TCP for this name on port ${port}?`,
    look(timeoutMs) {
      const options = { host: address, port, servername: hostname, rejectUnauthorized: false };
      const socket = connectTls({ ...options, ...(trust ? { secureContext: trust } : {}) });
      return opened(socket, 'secureConnect', timeoutMs, () => {
        const distrust = socket.authorizationError ? String(socket.authorizationError) : null;
        const certificate = socket.getPeerX509Certificate();
        const shown = certificate === undefined ? null : shownBy(certificate);
        const fields = { certificate: shown?.fields ?? null, distrust };
        const note = certificateNote(fields, check);
        const good = { pass: true, actual: note === null ? 'a good certificate' : `a good certificate; ${note}` };
        const evidence = { address: `${address}:${port}`, ...(shown ? certificateFacts(shown, distrust) : {}) };
        return { ...(certificateFlaw(fields, { ...check, standing }) ?? good), evidence };
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
