import { createPrivateKey, X509Certificate } from 'node:crypto';
import { certificate } from '../../src/certificate/certificate.js';

const dates = { from: new Date('2026-01-02T03:04:05Z'), until: new Date('2051-01-01T00:00:00Z') };

test('one that signed itself, for a name and an address', () => {
  const { key, cert } = certificate({ name: 'tube', sans: ['tube.example.org', '127.0.0.1'], ...dates });
  const read = new X509Certificate(cert);
  expect(read).toMatchObject({ subject: 'CN=tube', issuer: 'CN=tube', ca: false });
  expect(read.subjectAltName).toBe('DNS:tube.example.org, IP Address:127.0.0.1');
  expect([read.validFrom, read.validTo]).toEqual(['Jan  2 03:04:05 2026 GMT', 'Jan  1 00:00:00 2051 GMT']);
  expect(read.verify(read.publicKey) && read.checkPrivateKey(createPrivateKey(key))).toBe(true);
});

test('one of an authority, and not of another one with its name', () => {
  const issuer = certificate({ name: 'Lab R1', ca: true });
  const leaf = new X509Certificate(certificate({ name: 'tube', issuer }).cert);
  const [right, wrong] = [issuer, certificate({ name: 'Lab R1', ca: true })].map(({ cert }) => new X509Certificate(cert));
  expect(right?.ca).toBe(true);
  expect(leaf.issuer).toBe('CN=Lab R1');
  expect([right, wrong].map((one) => leaf.checkIssued(one!) && leaf.verify(one!.publicKey))).toEqual([true, false]);
});
