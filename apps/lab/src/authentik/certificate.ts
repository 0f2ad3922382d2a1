import { generate } from 'selfsigned';
import type { Pem } from '../tls-front.js';

/** It signed itself, as the one that Authentik has before anybody gives it another. */
export async function ownCertificate(address: string): Promise<Pem> {
  const own = await generate([{ name: 'commonName', value: 'authentik default certificate' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: address }] },
    ],
  });
  return { key: own.private, cert: own.cert, ca: own.cert };
}
