import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { Reply } from '../client/request.js';
import type { Verdict } from '../result.js';
import { isDefaultCertificate } from './traefik.js';

/**
 * What is wrong with the certificate that the proxy showed for a host name, or null.
 *
 * @param ownCertificate the proxy's default certificate is right here
 */
export function certificateFlaw(
  { certificate, distrust }: Pick<Reply, 'certificate' | 'distrust'>,
  { hostname, proxy, ownCertificate }: { readonly hostname: string; readonly proxy: string; readonly ownCertificate: boolean },
  now = new Date(),
): Verdict | null {
  const wrong = (actual: string, hint: string): Verdict => ({ pass: false, actual, hint });
  if (certificate === null || Object.keys(certificate).length === 0)
    return wrong('no certificate', 'Is this port really TLS? See traefik.https_port in hl.yml.');
  if (isDefaultCertificate(certificate)) {
    if (ownCertificate) return null;
    const hint = `${proxy} has no certificate for this host yet. With a DNS challenge it takes up to two minutes; then look for "acme" in its log.`;
    return wrong('certificate pending: TRAEFIK DEFAULT CERT', hint);
  }
  if (checkServerIdentity(hostname, certificate) !== undefined) {
    const hint = `${proxy} shows another certificate for ${hostname}: check the resolver and tls.domains.`;
    return wrong(`certificate is for ${names(certificate)}`, hint);
  }
  if (new Date(certificate.valid_to) < now)
    return wrong(`certificate expired on ${certificate.valid_to}`, `The renewal fails: look for "acme" in the log of ${proxy}.`);
  if (new Date(certificate.valid_from) > now)
    return wrong(`certificate not valid before ${certificate.valid_from}`, `Check the clocks of this machine and of ${proxy}.`);
  if (distrust === null) return null;
  const { CN, O } = certificate.issuer ?? {};
  const staging = `${first(CN)} ${first(O)}`.includes('STAGING');
  const hint = staging
    ? "This is Let's Encrypt's staging server: remove caServer from the resolver."
    : 'If this is your own authority, give its certificate as traefik.ca_file in hl.yml.';
  return wrong(`certificate of ${first(CN) ?? first(O) ?? 'unknown'} is not trusted (${distrust})`, hint);
}

const names = ({ subjectaltname, subject }: PeerCertificate): string =>
  subjectaltname?.replaceAll('DNS:', '') ?? first(subject?.CN) ?? 'nobody';

/** A field that occurs twice comes as a list, though the types do not say so. */
const first = (field: string | string[] | undefined): string | undefined => (Array.isArray(field) ? field[0] : field);
