import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import type { Tree } from '../provider/decode.js';
import type { Runtime } from '../runtime/model.js';

export type BackendTls = Pick<ConnectionOptions, 'ca' | 'servername' | 'rejectUnauthorized' | 'checkServerIdentity'>;

/** How Traefik looks at the certificate of a backend: by its own URL, unless the service's transport says otherwise. */
export function tlsTo({ hostname }: URL, balancer: Tree | undefined, { transports }: Runtime): BackendTls {
  const transport = transports.http.get(String(balancer?.['serversTransport'] ?? '').replace(/@file$/, '')) ?? {};
  const authorities = (transport['rootCAs'] as string[] | undefined) ?? [];
  const name = String(transport['serverName'] ?? hostname.replace(/^\[|\]$/g, ''));
  return {
    ...(authorities.length > 0 ? { ca: authorities } : {}),
    servername: isIP(name) === 0 ? name : '',
    rejectUnauthorized: transport['insecureSkipVerify'] !== true,
    // where it is really found in this lab is another address
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
  };
}
