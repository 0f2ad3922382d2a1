import { generate } from 'selfsigned';
import type { Pem } from '../tls-front.js';

/** As Pi-hole makes it for itself: CN and SAN are `pi.hole`, valid 47 days, whatever the server is called. */
export async function ownCertificate(): Promise<Pem> {
  const days = { notBeforeDate: new Date(Date.now() - 60_000), notAfterDate: new Date(Date.now() + 47 * 86_400_000) };
  const ca = await generate([{ name: 'commonName', value: 'Pi-hole CA' }], {
    ...days,
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: 'commonName', value: 'pi.hole' }], {
    ...days,
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'pi.hole' }] },
    ],
  });
  return { key: leaf.private, cert: `${leaf.cert}\n${ca.cert}`, ca: ca.cert };
}
