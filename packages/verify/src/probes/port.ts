import { connect } from 'node:net';
import type { PortCheck } from '../check.js';
import { cause, type Attempt } from '../result.js';

/** Does it accept a TCP connection? `actual` is the system's own name for why not, e.g. `ECONNREFUSED`, `EHOSTUNREACH`, `ENOTFOUND`. */
export function probePort({ address, port }: PortCheck, timeoutMs: number): Promise<Attempt> {
  const expected = `${address}:${port} accepts connections`;
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const settle = (attempt: Attempt): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(attempt);
    };
    const timer = setTimeout(() => settle({ pass: false, expected, actual: 'ETIMEDOUT', hint: hints['ETIMEDOUT'] ?? '' }), timeoutMs);
    socket.on('connect', () => settle({ pass: true, expected, actual: 'connected' }));
    socket.on('error', (error) => {
      const actual = cause(error);
      const hint = hints[actual];
      settle({ pass: false, expected, actual, ...(hint === undefined ? {} : { hint }) });
    });
  });
}

const hints: Record<string, string> = {
  ECONNREFUSED: 'Nothing listens there: is the port published, and does the program listen on 0.0.0.0 inside its container?',
  ETIMEDOUT: 'Nothing comes back: a firewall, or a host that is off.',
  EHOSTUNREACH: 'There is no way to the host: is it on, and in the same network?',
  ENOTFOUND: 'The name of the host does not resolve here: check hosts in hl.yml.',
};
