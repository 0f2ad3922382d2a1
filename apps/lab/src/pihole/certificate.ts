import { certificate } from '../certificate/certificate.js';
import type { Pem } from '../tls-front.js';

/** As Pi-hole makes it for itself: CN and SAN are `pi.hole`, valid 47 days, whatever the server is called. */
export function ownCertificate(): Pem {
  const until = new Date(Date.now() + 47 * 86_400_000);
  const issuer = certificate({ name: 'Pi-hole CA', ca: true, until });
  const leaf = certificate({ name: 'pi.hole', sans: ['pi.hole'], issuer, until });
  return { key: leaf.key, cert: `${leaf.cert}${issuer.cert}`, ca: issuer.cert };
}
