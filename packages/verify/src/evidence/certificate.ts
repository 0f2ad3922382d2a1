import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls';
import type { Evidence } from './evidence.js';

const dayMs = 86_400_000;

/** When a certificate that is good today gives cause for concern, in days before its end; of a short-lived one, parts of its life. */
export const expiry = { warnDays: 14, warnPart: 1 / 8, failDays: 3, failPart: 1 / 30 } as const;

export interface Left {
  readonly days: number;
  /** `soon`: whoever renews it should have done so by now; `now`: there is no time left for that. */
  readonly state: 'fine' | 'soon' | 'now';
}

/** How long a certificate is good for yet. What lives for days is renewed later than what lives for months. */
export function left({ valid_from: from, valid_to: until }: Pick<PeerCertificate, 'valid_from' | 'valid_to'>, now = new Date()): Left {
  const life = (Date.parse(until) - Date.parse(from)) / dayMs;
  const days = (Date.parse(until) - now.getTime()) / dayMs;
  const within = (most: number, part: number): boolean => days < Math.min(most, life * part);
  return {
    days,
    state: within(expiry.failDays, expiry.failPart) ? 'now' : within(expiry.warnDays, expiry.warnPart) ? 'soon' : 'fine',
  };
}

export const names = ({ subjectaltname, subject }: Pick<PeerCertificate, 'subjectaltname' | 'subject'>): string =>
  subjectaltname?.replaceAll('DNS:', '') ?? first(subject?.CN) ?? 'nobody';

/** A field that occurs twice comes as a list, though the types do not say so. */
export const first = (field: string | string[] | undefined): string | undefined => (Array.isArray(field) ? field[0] : field);

/** Whose a certificate is: its common name, else its organisation. */
export const holder = (subject: PeerCertificate['subject'] | undefined): string => first(subject?.CN) ?? first(subject?.O) ?? 'unknown';

/** What is written in a certificate, and what is thought of it. */
export function certificateFacts(
  certificate: PeerCertificate | DetailedPeerCertificate,
  distrust: string | null,
  now = new Date(),
): Evidence {
  if (Object.keys(certificate).length === 0) return {};
  const { days } = left(certificate, now);
  return {
    certificate: holder(certificate.subject),
    names: names(certificate),
    issuer: holder(certificate.issuer),
    chain:
      [certificate, ...above(certificate)].map(({ subject }) => holder(subject)).join(' ← ') + (distrust === null ? '' : ` (${distrust})`),
    until: new Date(certificate.valid_to).toISOString().slice(0, 10),
    days: String(Math.floor(days)),
  };
}

/** Who signed it, and who signed that, as far as it was sent or is known here. */
function above(certificate: PeerCertificate | DetailedPeerCertificate): PeerCertificate[] {
  const chain: PeerCertificate[] = [];
  let one = 'issuerCertificate' in certificate ? certificate.issuerCertificate : undefined;
  // The last one is its own issuer.
  while (one !== undefined && chain.length < 10 && one.fingerprint256 !== (chain.at(-1) ?? certificate).fingerprint256) {
    chain.push(one);
    one = one.issuerCertificate;
  }
  return chain;
}
