import { connect, type Socket } from 'node:net';
import { HlError } from '@hl/core';

/** What a server is called in messages, and where it is. */
export interface Server {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** Milliseconds for each address of a name that has several; Node's own 250 are too few for a far host. */
const attemptMs = 2000;

/**
 * A TCP connection with Nagle's algorithm off: with it on, every command over SSH takes 40 ms longer.
 *
 * @throws HlError HL_UNKNOWN_HOST (input) when the name does not resolve; `unreachable` for everything else
 */
export function dial(server: Server, timeoutMs: number): Promise<Socket> {
  const { address, port } = server;
  return new Promise((resolve, reject) => {
    const host = address.replace(/^\[(.*)\]$/, '$1');
    const socket = connect({ host, port, noDelay: true, autoSelectFamilyAttemptTimeout: attemptMs });
    const fail = (code: string, cause?: Error): void => {
      socket.destroy();
      reject(unreachable(server, code, cause));
    };
    socket.setTimeout(timeoutMs, () => fail('ETIMEDOUT'));
    socket.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message, error));
    socket.once('connect', () => {
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}

/** By the system's error code: our own, what happened, what to do. */
const causes: { readonly [code: string]: readonly [code: string, what: string, hint: string] } = {
  EAI_AGAIN: [
    'HL_SSH_DNS',
    'its name cannot be looked up now: the DNS server gives no answer',
    'Look at the DNS server of this machine, or give an address in hl.yml.',
  ],
  ECONNREFUSED: ['HL_SSH_REFUSED', 'nothing listens there (connection refused)', 'Is sshd running, and is the port in hl.yml right?'],
  ETIMEDOUT: ['HL_SSH_TIMEOUT', 'no answer in time', 'Is the host up, and does a firewall let this machine through?'],
  EHOSTUNREACH: ['HL_SSH_UNREACHABLE', 'no route to the host', 'Is the host up, and is this machine in the right network (VPN)?'],
  ENETUNREACH: ['HL_SSH_UNREACHABLE', 'no route to its network', 'Is this machine in the right network (VPN)?'],
  ECONNRESET: [
    'HL_SSH_DROPPED',
    'it closed the connection at once',
    'sshd does so when too many logins start together (MaxStartups) or when it blocks this machine (fail2ban, hosts.deny).',
  ],
};

/** The error for a server that could not be reached, by the system's error code or in other words. */
export function unreachable({ name, address, port }: Server, code: string, cause?: unknown): HlError {
  if (code === 'ENOTFOUND') {
    const alias = address.includes('.') ? '' : ` Where ${address} is an alias of ~/.ssh/config: this machine's has none of that name.`;
    const hint = `Correct the address of ${name} in hl.yml, or add the name to DNS.${alias}`;
    return new HlError('HL_UNKNOWN_HOST', `${name}: there is no host named ${address}`, { kind: 'input', hint, cause });
  }
  const [errorCode, what, hint] = causes[code] ?? ['HL_SSH_UNREACHABLE', code, 'Try again; if it stays, look at sshd on the host.'];
  return new HlError(errorCode, `${name} (${address}:${port}) cannot be reached: ${what}`, { kind: 'unreachable', hint, cause });
}
