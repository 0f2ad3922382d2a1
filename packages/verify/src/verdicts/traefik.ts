import type { PeerCertificate } from 'node:tls';
import type { Reply } from '../client/request.js';
import type { Verdict } from '../result.js';

/** What Traefik shows while it has no certificate for a name. */
export const isDefaultCertificate = ({ subject }: PeerCertificate): boolean => [subject?.CN].flat()[0] === 'TRAEFIK DEFAULT CERT';

export const isOwn404 = ({ status, body }: Pick<Reply, 'status' | 'body'>): boolean =>
  status === 404 && body.trim() === '404 page not found';

/** Answers that Traefik makes itself, or null when somebody behind it answered. */
export function fromTraefik(reply: Pick<Reply, 'status' | 'body'>): Verdict | null {
  const body = reply.body.trim();
  const own = (actual: string, hint: string): Verdict => ({ pass: false, actual, hint });
  if (isOwn404(reply))
    return own(
      "404 page not found, Traefik's own",
      'Traefik has no router for this host: it did not load the file, or the rule names another host.',
    );
  if (reply.status === 503 && body === 'no available server')
    return own('503 no available server', 'Traefik finds the service unhealthy: check traefik.port and its health check.');
  if (reply.status === 502 && ['', 'Bad Gateway'].includes(body))
    return own('502 Bad Gateway', 'Traefik cannot connect to the service: check host, port and scheme of the backend.');
  if (reply.status === 504 && ['', 'Gateway Timeout'].includes(body))
    return own('504 Gateway Timeout', 'The service does not answer Traefik in time.');
  return null;
}

/** Go answers a name it has no certificate for (`sniStrict`) with the alert "internal error". */
export const refusesName = (error: string): boolean => /alert.(?:internal.error|handshake.failure)|unrecognized.name/i.test(error);
