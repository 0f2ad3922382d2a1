import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { Reply } from './request.js';

export interface Flaw {
  readonly actual: string;
  readonly hint: string;
}

/** What is wrong with the certificate that Traefik showed for `hostname`, or null. */
export function flaw({ certificate, distrust }: Pick<Reply, 'certificate' | 'distrust'>, hostname: string, now = new Date()): Flaw | null {
  if (certificate === null || Object.keys(certificate).length === 0)
    return { actual: 'no certificate', hint: 'Is this port really TLS? See traefik.https_port in hl.yml.' };
  if (isDefault(certificate)) {
    return {
      actual: 'certificate pending: TRAEFIK DEFAULT CERT',
      hint: 'Traefik has no certificate for this host yet. With a DNS challenge it takes up to two minutes; then look for "acme" in its log.',
    };
  }
  const mismatch = checkServerIdentity(hostname, certificate);
  if (mismatch)
    return {
      actual: `certificate is for ${names(certificate)}`,
      hint: `Traefik shows another certificate for ${hostname}: check the resolver and tls.domains.`,
    };
  if (new Date(certificate.valid_to) < now)
    return { actual: `certificate expired on ${certificate.valid_to}`, hint: 'The renewal fails: look for "acme" in Traefik\'s log.' };
  if (new Date(certificate.valid_from) > now)
    return { actual: `certificate not valid before ${certificate.valid_from}`, hint: 'Check the clocks of this machine and of Traefik.' };
  if (distrust === null) return null;
  const issuer = first(certificate.issuer?.CN) ?? first(certificate.issuer?.O) ?? 'unknown';
  const staging = issuer.includes('STAGING') || (first(certificate.issuer?.O) ?? '').includes('STAGING');
  return {
    actual: `certificate of ${issuer} is not trusted (${distrust})`,
    hint: staging
      ? "This is Let's Encrypt's staging server: remove caServer from the resolver."
      : 'If this is your own authority, give its certificate as traefik.ca_file in hl.yml.',
  };
}

/** Traefik's stopgap, served while it has nothing better. */
export const isDefault = ({ subject }: PeerCertificate): boolean => first(subject?.CN) === 'TRAEFIK DEFAULT CERT';

const names = (certificate: PeerCertificate): string =>
  certificate.subjectaltname?.replaceAll('DNS:', '') ?? first(certificate.subject?.CN) ?? 'nobody';

/** A field that occurs twice comes as a list, though the types do not say so. */
const first = (field: string | string[] | undefined): string | undefined => (Array.isArray(field) ? field[0] : field);
