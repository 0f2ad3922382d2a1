import { randomBytes } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { generate } from 'selfsigned';

type Pem = { readonly private: string; readonly cert: string };

export interface Certificates {
  /** PEM of the authority that stands in for Let's Encrypt. */
  readonly ca: string;
  /** `TRAEFIK DEFAULT CERT`: what is served until there is a better one. */
  readonly fallback: SecureContext;
  readonly fallbackPem: { readonly key: string; readonly cert: string };
  /** A certificate of the authority for one host; made once. */
  issue(host: string): Promise<SecureContext>;
}

/** Elliptic keys: an RSA key costs hundreds of milliseconds. */
const ec = { keyType: 'ec', algorithm: 'sha256' } as const;

export async function certificates(): Promise<Certificates> {
  const authority = (await generate([{ name: 'commonName', value: 'Lab Encrypt R1' }], {
    ...ec,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })) as Pem;
  const fallback = (await generate([{ name: 'commonName', value: 'TRAEFIK DEFAULT CERT' }], {
    ...ec,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: `${hex()}.${hex()}.traefik.default` }] }],
  })) as Pem;
  const issued = new Map<string, Promise<SecureContext>>();
  const make = async (host: string): Promise<SecureContext> => {
    const pem = (await generate([{ name: 'commonName', value: host }], {
      ...ec,
      ca: { key: authority.private, cert: authority.cert },
      extensions: [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
      ],
    })) as Pem;
    return createSecureContext({ key: pem.private, cert: pem.cert });
  };
  return {
    ca: authority.cert,
    fallback: createSecureContext({ key: fallback.private, cert: fallback.cert }),
    fallbackPem: { key: fallback.private, cert: fallback.cert },
    issue(host) {
      const found = issued.get(host) ?? make(host);
      issued.set(host, found);
      return found;
    },
  };
}

const hex = (): string => randomBytes(16).toString('hex');
