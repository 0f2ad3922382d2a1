import { certificate } from '../certificate/certificate.js';
import type { Pem } from '../tls-front.js';

/** It signed itself, as the one that Authentik has before anybody gives it another. */
export function ownCertificate(address: string): Pem {
  const own = certificate({ name: 'authentik default certificate', ca: true, sans: [address] });
  return { ...own, ca: own.cert };
}
