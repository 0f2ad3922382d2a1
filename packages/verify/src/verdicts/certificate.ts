import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { first, holder, left, names } from '../evidence/certificate.js';
import type { Verdict } from '../result.js';
import { isDefaultCertificate } from './traefik.js';

interface Wanted {
  readonly hostname: string;
  readonly proxy: string;
  /** The proxy's default certificate is right here. */
  readonly ownCertificate: boolean;
  /** The route was not just made: a certificate that has not come by now is not on its way. */
  readonly standing?: boolean | undefined;
}

/** Fields of what was shown; null: nothing was. */
interface Shown {
  readonly certificate: PeerCertificate | null;
  readonly distrust: string | null;
}

/** What is wrong with the certificate that the proxy showed for a host name, or null. */
export function certificateFlaw({ certificate, distrust }: Shown, wanted: Wanted, now = new Date()): Verdict | null {
  const { hostname, proxy, ownCertificate, standing = false } = wanted;
  const wrong = (actual: string, hint: string): Verdict => ({ pass: false, actual, hint });
  if (certificate === null || Object.keys(certificate).length === 0)
    return wrong('no certificate', 'Is this port really TLS? See traefik.https_port in hl.yml.');
  if (isDefaultCertificate(certificate)) {
    if (ownCertificate) return null;
    const late = `${proxy} got no certificate for this host: look for "acme" in its log, and whether it has a resolver of that name (traefik.cert_resolver).`;
    if (standing) return wrong("TRAEFIK DEFAULT CERT, the proxy's stopgap, and no certificate of its own", late);
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
  if (distrust === null) return left(certificate, now).state === 'now' ? wrong(endOf(certificate, now), renewal(proxy)) : null;
  const { CN, O } = certificate.issuer ?? {};
  const staging = `${first(CN)} ${first(O)}`.includes('STAGING');
  const hint = staging
    ? "This is Let's Encrypt's staging server: remove caServer from the resolver."
    : 'If this is your own authority, give its certificate as traefik.ca_file in hl.yml.' + (isAlone(distrust) ? missing(proxy) : '');
  return wrong(`certificate of ${holder(certificate.issuer)} is not trusted (${distrust})`, hint);
}

/** Of a certificate without a flaw what there is to say all the same, or null. */
export function certificateNote({ certificate }: Shown, { proxy }: Pick<Wanted, 'proxy'>, now = new Date()): string | null {
  if (certificate === null || Object.keys(certificate).length === 0) return null;
  if (isDefaultCertificate(certificate)) return `with ${proxy}'s default certificate, of which browsers warn`;
  return left(certificate, now).state === 'soon' ? `${endOf(certificate, now)}. ${renewal(proxy)}` : null;
}

const renewal = (proxy: string): string => `The renewal is late or fails: look for "acme" in the log of ${proxy}.`;

const endOf = (certificate: PeerCertificate, now: Date): string => {
  const { days } = left(certificate, now);
  const span = days < 2 ? `${Math.floor(days * 24)} hours` : `${Math.floor(days)} days`;
  return `certificate ends in ${span}, on ${new Date(certificate.valid_to).toISOString().slice(0, 10)}`;
};

/** Nothing was sent beside it that leads to an authority. */
const isAlone = (distrust: string): boolean => /UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT)/.test(distrust);

const missing = (proxy: string): string =>
  ` If it is a public one, ${proxy} does not send the intermediate certificate: put the whole chain into its file.`;
