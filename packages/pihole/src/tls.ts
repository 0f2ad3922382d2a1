import { checkServerIdentity } from 'node:tls';
import type { PeerCertificate } from 'node:tls';
import { nodeFetch } from '@hl/http';

export interface Tls {
  /** PEM of the CA to trust besides the public ones; Pi-hole makes its own, and a new one every 47 days. */
  readonly ca?: string | undefined;
  /** Name to check the certificate against; by default that of the URL or, with a `ca`, `pi.hole`. */
  readonly servername?: string | undefined;
  /** Check nothing. */
  readonly insecure?: boolean | undefined;
}

/** What Pi-hole's own certificate is for, and nothing else: by address, or by any other name, it would never verify. */
const ownName = 'pi.hole';

/** A `fetch` for Pi-hole's https. */
export const tlsFetch = ({ ca, servername, insecure = false }: Tls): typeof globalThis.fetch =>
  nodeFetch({
    keepAlive: true,
    rejectUnauthorized: !insecure,
    ca,
    ...(servername === undefined ? (ca === undefined ? {} : { checkServerIdentity: isHostOrOwn }) : { servername }),
  });

const isHostOrOwn = (host: string, certificate: PeerCertificate): Error | undefined =>
  checkServerIdentity(host, certificate) && checkServerIdentity(ownName, certificate);
