import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { nodeFetch, type Fetch } from '@hl/http';
import type { PiholeOptions } from '../options.js';

/** What Pi-hole's own certificate is for, and nothing else: by address, or by any other name, it would never verify. */
const ownName = 'pi.hole';

type Trust = Pick<PiholeOptions, 'ca' | 'servername' | 'insecure'>;

/** A `fetch` for Pi-hole's https. */
export const tlsFetch = ({ ca, servername, insecure = false }: Trust): Fetch =>
  nodeFetch({
    keepAlive: true,
    rejectUnauthorized: !insecure,
    ca,
    ...(servername === undefined ? (ca === undefined ? {} : { checkServerIdentity: isHostOrOwn }) : { servername }),
  });

const isHostOrOwn = (host: string, certificate: PeerCertificate): Error | undefined =>
  checkServerIdentity(host, certificate) && checkServerIdentity(ownName, certificate);
