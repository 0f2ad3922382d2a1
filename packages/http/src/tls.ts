import { createSecureContext, type SecureContext } from 'node:tls';

/** Trust in the usual roots, those that NODE_EXTRA_CA_CERTS adds (from Node 22.15 on), and one more authority (PEM). */
export function trusting(ca: string): SecureContext {
  const trust = createSecureContext();
  // As the option `ca`, it would stand for the usual roots; to give all of them beside it is to read all of them once more.
  (trust.context as { addCACert: (pem: string) => void }).addCACert(ca);
  return trust;
}
