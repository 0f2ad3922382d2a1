import { randomBytes } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { certificate } from '../../certificate/certificate.js';
import type { Signed } from '../../certificate/certificate.js';

export interface Certificates {
  /** PEM of the authority that stands in for Let's Encrypt. */
  readonly ca: string;
  /** `TRAEFIK DEFAULT CERT`: what is served until there is a better one. */
  readonly fallback: SecureContext;
  readonly fallbackPem: Signed;
  /** A certificate of the authority for one host; made once. */
  issue(host: string): SecureContext;
}

export function certificates(): Certificates {
  const issuer = certificate({ name: 'Lab Encrypt R1', ca: true });
  const fallbackPem = certificate({ name: 'TRAEFIK DEFAULT CERT', sans: [`${hex()}.${hex()}.traefik.default`] });
  const issued = new Map<string, SecureContext>();
  return {
    ca: issuer.cert,
    fallback: createSecureContext(fallbackPem),
    fallbackPem,
    issue(host) {
      const found = issued.get(host) ?? createSecureContext(certificate({ name: host, sans: [host], issuer }));
      issued.set(host, found);
      return found;
    },
  };
}

const hex = (): string => randomBytes(16).toString('hex');
