import type { PeerCertificate } from 'node:tls';
import { certificateFlaw } from '../../src/verdicts/certificate.js';

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
