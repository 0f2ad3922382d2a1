import { canonicalAddress, familyOf, unmapped } from '../../src/dns/address.js';

test.each([
  ['192.0.2.20', '192.0.2.20', 4],
  ['2001:DB8:0:0::20', '2001:db8::20', 6],
  ['FE80:0::1', 'fe80::1', 6],
  ['::', '::', 6],
  ['::ffff:192.0.2.20', '::ffff:c000:214', 6],
])('%s is %s, IPv%d', (text, address, family) => {
  expect(canonicalAddress(text)).toBe(address);
  expect(familyOf(address)).toBe(family);
});

test.each(['', 'a.lab', '192.0.2', '192.0.2.256', '192.0.2.020', 'fe80::1%eth0', '2001:db8::20::1', '[::1]', ' 192.0.2.20'])(
  '%j is none',
  (text) => expect(canonicalAddress(text)).toBeNull(),
);

test.each([
  ['::ffff:c000:214', '192.0.2.20'],
  ['::ffff:ff00:ff', '255.0.0.255'],
  ['::ffff:0:1', '0.0.0.1'],
  ['2001:db8::ffff:c000:214', '2001:db8::ffff:c000:214'],
  ['::ffff:c000:214:1', '::ffff:c000:214:1'],
  ['192.0.2.20', '192.0.2.20'],
])('%s is served as %s', (address, served) => expect(unmapped(address)).toBe(served));
