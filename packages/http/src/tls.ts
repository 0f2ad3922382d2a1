import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import * as tls from 'node:tls';

/** Trust in the usual roots, those that NODE_EXTRA_CA_CERTS adds (from Node 22.15 on), and one more authority (PEM). */
export function trusting(ca: string): SecureContext {
  const { getCACertificates } = tls as { getCACertificates?: (which: 'default') => string[] };
  return createSecureContext({ ca: [...(getCACertificates?.('default') ?? rootCertificates), ca] });
}
