import type { SecureContext } from 'node:tls';
import type { Entrance } from '../check.js';
import { get, type Reply } from '../request.js';
import type { Attempt } from '../result.js';
import { place } from './health.js';

export interface Through {
  readonly timeoutMs: number;
  readonly trust: SecureContext | undefined;
  readonly signal: AbortSignal | undefined;
  readonly clientIdOf: ((slug: string) => Promise<string | null>) | undefined;
}

/** As browsers write it: the usual port is left out. Authentik compares it as text. */
const host = ({ hostname, port, tls }: Entrance): string => (port === (tls ? 443 : 80) ? hostname : `${hostname}:${port}`);

export const visit = (entrance: Entrance, { timeoutMs, trust, signal }: Through): Promise<Reply> => {
  const { hostname, address, port, tls, path } = entrance;
  return get({
    scheme: tls ? 'https' : 'http',
    address,
    port,
    path,
    hostname,
    headers: { host: host(entrance) },
    timeoutMs,
    trust,
    signal,
  });
};

export const url = (entrance: Entrance): string => `${entrance.tls ? 'https' : 'http'}://${host(entrance)}${entrance.path}`;

export type Verdict = Pick<Attempt, 'pass' | 'actual' | 'hint'>;

export const isOwn404 = ({ status, body }: Reply): boolean => status === 404 && body.trim() === '404 page not found';

/** Answers that Traefik makes itself, or null when somebody behind it answered. */
export function fromTraefik(reply: Reply): Verdict | null {
  const { status, body } = reply;
  const own = (actual: string, hint: string): Verdict => ({ pass: false, actual, hint });
  if (isOwn404(reply))
    return own(
      "404 page not found, Traefik's own",
      'Traefik has no router for this host: it did not load the file, or the rule names another host.',
    );
  if (status === 503 && body.trim() === 'no available server')
    return own('503 no available server', 'Traefik finds the service unhealthy: check traefik.port and its health check.');
  if (status === 502 && /^(?:Bad Gateway)?$/.test(body.trim()))
    return own('502 Bad Gateway', 'Traefik cannot connect to the service: check host, port and scheme of the backend.');
  if (status === 504 && /^(?:Gateway Timeout)?$/.test(body.trim()))
    return own('504 Gateway Timeout', 'The service does not answer Traefik in time.');
  return null;
}

export function described({ status, headers }: Reply): string {
  const location = place(headers.location);
  return location === null ? String(status) : `${status} to ${location}`;
}
