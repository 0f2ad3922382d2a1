import { der, oid, time } from '../../src/certificate/der.js';

test.each([
  [0, '0400'],
  [0x7f, '047f'],
  [0x80, '048180'],
  [0xff, '0481ff'],
  [0x100, '04820100'],
])('a length of %i', (length, head) => {
  expect(der(0x04, Buffer.alloc(length)).toString('hex')).toBe(head + '00'.repeat(length));
});

test.each([
  ['2.5.29.17', '0603551d11'],
  ['1.2.840.10045.4.3.2', '06082a8648ce3d040302'],
])('%s', (name, bytes) => {
  expect(oid(name).toString('hex')).toBe(bytes);
});

test.each([
  ['2049-12-31T23:59:59.000Z', '\x17\x0d491231235959Z'],
  ['2050-01-01T00:00:00.000Z', '\x18\x0f20500101000000Z'],
])('%s', (at, bytes) => {
  expect(time(new Date(at)).toString()).toBe(bytes);
});
