import type { PeerCertificate } from 'node:tls';
import type { ShownCertificate } from '../client/certificate.js';
import type { Evidence } from './evidence.js';

const dayMs = 86_400_000;

/** When a certificate that is good today gives cause for concern, in days before its end; of a short-lived one, parts of its life. */
const expiry = { warnDays: 14, warnPart: 1 / 8, failDays: 3, failPart: 1 / 30 } as const;

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
export function certificateFacts({ fields, signers }: ShownCertificate, distrust: string | null, now = new Date()): Evidence {
  return {
    certificate: holder(fields.subject),
    names: names(fields),
    issuer: holder(fields.issuer),
    chain: [holder(fields.subject), ...signers].join(' ← ') + (distrust === null ? '' : ` (${distrust})`),
    until: new Date(fields.valid_to).toISOString().slice(0, 10),
    days: String(Math.floor(left(fields, now).days)),
  };
}
