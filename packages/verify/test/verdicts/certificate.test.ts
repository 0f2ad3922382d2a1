import type { PeerCertificate } from 'node:tls';
import { certificateFlaw, certificateNote } from '../../src/verdicts/certificate.js';

const now = new Date('2026-01-15T00:00:00Z');
const certificate = (over: object = {}): PeerCertificate =>
  ({
    subject: { CN: 'metube.example.org' },
    subjectaltname: 'DNS:metube.example.org, DNS:tube.example.org',
    issuer: { CN: 'R1', O: 'Test' },
    valid_from: 'Jan  1 00:00:00 2026 GMT',
    valid_to: 'Feb  1 00:00:00 2026 GMT',
    ...over,
  }) as PeerCertificate;
const flaw = (
  shown: PeerCertificate | null,
  { ownCertificate = false, distrust = null as string | null, hostname = 'metube.example.org' } = {},
) => certificateFlaw({ certificate: shown, distrust }, { hostname, proxy: 'Traefik', ownCertificate }, now);

test('one that was not just asked for has not come', () => {
  const stopgap = { certificate: certificate({ subject: { CN: 'TRAEFIK DEFAULT CERT' } }), distrust: null };
  const wanted = { hostname: 'metube.example.org', proxy: 'Traefik', ownCertificate: false, standing: true };
  expect(certificateFlaw(stopgap, wanted, now)).toEqual({
    pass: false,
    actual: "TRAEFIK DEFAULT CERT, the proxy's stopgap, and no certificate of its own",
    hint: expect.stringMatching(/"acme".*resolver of that name/),
  });
});

test('a chain that stops at the certificate has two reasons', () => {
  const hint = (distrust: string): string => flaw(certificate(), { distrust })?.hint ?? '';
  expect(hint('UNABLE_TO_VERIFY_LEAF_SIGNATURE')).toMatch(/ca_file.*intermediate certificate/);
  expect(hint('DEPTH_ZERO_SELF_SIGNED_CERT')).not.toContain('intermediate');
});

test.each([
  ['Feb 28 00:00:00 2026 GMT', null, null],
  [
    'Jan 20 00:00:00 2026 GMT',
    null,
    'certificate ends in 5 days, on 2026-01-20. The renewal is late or fails: look for "acme" in the log of Traefik.',
  ],
  ['Jan 16 12:00:00 2026 GMT', 'certificate ends in 36 hours, on 2026-01-16', null],
  ['Jan 17 12:00:00 2026 GMT', 'certificate ends in 2 days, on 2026-01-17', null],
])('until %s: wrong is %j, to be said is %j', (until, wrong, note) => {
  const shown = { certificate: certificate({ valid_from: 'Oct  1 00:00:00 2025 GMT', valid_to: until }), distrust: null };
  expect(flaw(shown.certificate)?.actual ?? null).toBe(wrong);
  if (wrong === null) expect(certificateNote(shown, { proxy: 'Traefik' }, now)).toBe(note);
});

test('a default one that is meant is said to be one', () => {
  const shown = { certificate: certificate({ subject: { CN: 'TRAEFIK DEFAULT CERT' } }), distrust: null };
  expect(certificateNote(shown, { proxy: 'Traefik' })).toBe("with Traefik's default certificate, of which browsers warn");
  expect(certificateNote({ certificate: null, distrust: null }, { proxy: 'Traefik' })).toBeNull();
});

test('a good one, by any of its names, in all its time', () => {
  expect(flaw(certificate())).toBeNull();
  expect(flaw(certificate(), { hostname: 'tube.example.org' })).toBeNull();
  expect(flaw(certificate({ valid_from: now.toISOString(), valid_to: now.toISOString() }))).toBeNull();
});

test('the default one, where that is right', () => {
  const stopgap = certificate({ subject: { CN: 'TRAEFIK DEFAULT CERT' } });
  expect(flaw(stopgap, { ownCertificate: true })).toBeNull();
  expect(flaw(certificate({ subjectaltname: 'DNS:other.org' }), { ownCertificate: true })).not.toBeNull();
});

test.each<[string, PeerCertificate | null, string | null, string, RegExp]>([
  ['none', null, null, 'no certificate', /traefik\.https_port/],
  ['an empty one', {} as PeerCertificate, null, 'no certificate', /traefik\.https_port/],
  [
    'the default one',
    certificate({ subject: { CN: 'TRAEFIK DEFAULT CERT' } }),
    null,
    'certificate pending: TRAEFIK DEFAULT CERT',
    /^Traefik has no .*two minutes/,
  ],
  ['of other names', certificate({ subjectaltname: 'DNS:a.org, DNS:b.org' }), null, 'certificate is for a.org, b.org', /resolver/],
  [
    'of another subject',
    certificate({ subjectaltname: undefined, subject: { CN: ['a.org', 'b.org'] } }),
    null,
    'certificate is for a.org',
    /resolver/,
  ],
  ['of nobody', certificate({ subjectaltname: undefined, subject: {} }), null, 'certificate is for nobody', /resolver/],
  ['too old', certificate({ valid_to: 'Jan  2 00:00:00 2026 GMT' }), null, 'certificate expired on Jan  2 00:00:00 2026 GMT', /renewal/],
  [
    'too young',
    certificate({ valid_from: 'Jan 20 00:00:00 2026 GMT' }),
    null,
    'certificate not valid before Jan 20 00:00:00 2026 GMT',
    /clocks/,
  ],
  ['not trusted', certificate(), 'SELF_SIGNED', 'certificate of R1 is not trusted (SELF_SIGNED)', /ca_file/],
  [
    'not trusted, of an organisation',
    certificate({ issuer: { O: ['Own', 'x'] } }),
    'X',
    'certificate of Own is not trusted (X)',
    /ca_file/,
  ],
  ['not trusted, of an unknown issuer', certificate({ issuer: undefined }), 'X', 'certificate of unknown is not trusted (X)', /ca_file/],
  [
    'of the staging server',
    certificate({ issuer: { CN: '(STAGING) Apricot R3' } }),
    'X',
    'certificate of (STAGING) Apricot R3 is not trusted (X)',
    /caServer/,
  ],
  [
    'of the staging organisation',
    certificate({ issuer: { CN: 'R3', O: '(STAGING) x' } }),
    'X',
    'certificate of R3 is not trusted (X)',
    /caServer/,
  ],
])('%s', (_, shown, distrust, actual, hint) => {
  expect(flaw(shown, { distrust })).toEqual({ pass: false, actual, hint: expect.stringMatching(hint) });
});
