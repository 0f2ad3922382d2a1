import type { PeerCertificate } from 'node:tls';
import { certificateFacts, left } from '../../src/evidence/certificate.js';

const day = 86_400_000;
const now = new Date('2026-06-01T00:00:00Z');
const of = (life: number, days: number) => ({
  valid_from: new Date(now.getTime() + (days - life) * day).toISOString(),
  valid_to: new Date(now.getTime() + days * day).toISOString(),
});

test.each([
  [90, 15, 'fine'],
  [90, 11.2, 'soon'],
  [365, 13.9, 'soon'],
  [365, 14.1, 'fine'],
  [90, 3.1, 'soon'],
  [90, 2.9, 'now'],
  [6, 0.8, 'fine'],
  [6, 0.7, 'soon'],
  [6, 0.1, 'now'],
  [1, 0.2, 'fine'],
] as const)('of %d days, with %d left: %s', (life, days, state) => {
  expect(left(of(life, days), now).state).toBe(state);
});

test('what is written in it, and who signed it', () => {
  const fields = {
    ...of(90, 60),
    ...{ subject: { CN: ['a.test', 'b.test'] }, issuer: { O: 'Lab' }, subjectaltname: 'DNS:a.test, DNS:b.test' },
  } as unknown as PeerCertificate;
  const shown = { fields, signers: ['R1', 'Root'] };
  expect(certificateFacts(shown, null, now)).toEqual({
    ...{ certificate: 'a.test', names: 'a.test, b.test', issuer: 'Lab', chain: 'a.test ← R1 ← Root' },
    ...{ until: '2026-07-31', days: '60' },
  });
  expect(certificateFacts(shown, 'SELF_SIGNED', now)['chain']).toBe('a.test ← R1 ← Root (SELF_SIGNED)');
});
