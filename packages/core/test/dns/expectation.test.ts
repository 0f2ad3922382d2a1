import { applied, expectation, ipv6Notes, lookAt, lookGone, ofFamily } from '../../src/dns/expectation.js';
import type { DnsSpec } from '../../src/dns/record.js';

const product = {
  name: 'Pi-hole',
  code: 'HL_PIHOLE',
  unblock: (name: string) => `Allow ${name}.`,
  elsewhere: 'Look in /etc/hosts.',
  localSources: '/etc/hosts',
  keepLocal: (name: string) => `add local=/${name}/`,
};
const spec = (...addresses: string[]): DnsSpec => ({ addresses, cname: null });
const alias = (cname: string): DnsSpec => ({ addresses: [], cname });
const held = new Map([['web.lab', spec('192.0.2.20')]]);
const answer = (address: string, ttl = 0) => ({ address, ttl });

test.each<[string, DnsSpec | null, DnsSpec | null, unknown]>([
  ['made', null, spec('192.0.2.1'), { key: 'a.lab', gone: false, addresses: ['192.0.2.1'] }],
  ['changed', spec('192.0.2.1'), spec('192.0.2.2'), { key: 'a.lab', gone: false, addresses: ['192.0.2.2'] }],
  ['an alias', null, alias('web.lab'), { key: 'a.lab', gone: false, addresses: ['192.0.2.20'] }],
  ['an alias of nothing', null, alias('nowhere.lab'), null],
  ['gone', spec('192.0.2.1'), null, { key: 'a.lab', gone: true, addresses: ['192.0.2.1'] }],
  ['an alias that is gone', alias('web.lab'), null, { key: 'a.lab', gone: true, addresses: ['192.0.2.20'] }],
  ['never there', null, null, null],
])('what DNS shall say of a record: %s', (_, before, after, expected) =>
  expect(expectation('a.lab', before, after, held)).toEqual(expected),
);

test('the addresses of a family', () => {
  expect(ofFamily(4, ['192.0.2.1', 'fd00::1'])).toEqual(['192.0.2.1']);
  expect(ofFamily(6, ['192.0.2.1', 'fd00::1'])).toEqual(['fd00::1']);
});

test.each([
  [[], { status: 'applied' }],
  [['note'], { status: 'applied', notes: ['note'] }],
])('applied with the notes %j', (notes, result) => expect(applied(notes)).toEqual(result));

describe('a name that is gone', () => {
  const gone = { key: 'a.lab', gone: true, addresses: ['192.0.2.1', '192.0.2.2'] };

  test.each([
    ['no answer', [], true, undefined],
    ["somebody else's answer", ['203.0.113.7'], true, undefined],
    ['an answer of ours', ['192.0.2.2'], false, /^a\.lab still answers with 192\.0\.2\.2: from the upstream server, .* of that Pi-hole$/],
    ['all of ours', ['192.0.2.1', '192.0.2.2'], false, /with 192\.0\.2\.1, 192\.0\.2\.2: /],
  ])('%s', (_, got, final, note) =>
    expect(
      lookGone(
        gone,
        got.map((address) => answer(address)),
        product,
      ),
    ).toEqual({
      final,
      result: note === undefined ? { status: 'applied' } : { status: 'applied', notes: [expect.stringMatching(note)] },
    }),
  );
});

describe('a record', () => {
  const now = new Date('2026-01-01T23:59:00Z');
  const look = (wanted: string[], ...got: ReturnType<typeof answer>[]) => lookAt('a.lab', 4, wanted, got, product, now);

  test('as it is wanted', () => expect(look(['192.0.2.1'], answer('192.0.2.1'))).toEqual({ error: null, notes: [] }));

  test('beside what is kept from upstream: until the longest has gone', () =>
    expect(look(['192.0.2.1'], answer('192.0.2.1'), answer('203.0.113.7', 61), answer('203.0.113.8', 1))).toEqual({
      error: null,
      notes: ['a.lab also answers with 203.0.113.7, 203.0.113.8, which Pi-hole keeps from upstream until 00:00:01 UTC'],
    }));

  test.each([
    [
      'blocked',
      [answer('0.0.0.0')],
      'HL_PIHOLE_BLOCKED',
      'Pi-hole holds a.lab → 192.0.2.1, 192.0.2.2, but blocks the name: it answers 0.0.0.0',
      'Allow a.lab.',
    ],
    [
      'with no address',
      [],
      'HL_PIHOLE_NOT_SERVED',
      'Pi-hole holds a.lab → 192.0.2.1, 192.0.2.2 but answers with no address',
      product.elsewhere,
    ],
    [
      'with another',
      [answer('192.0.2.9'), answer('192.0.2.9', 10)],
      'HL_PIHOLE_NOT_SERVED',
      'Pi-hole holds a.lab → 192.0.2.1, 192.0.2.2 but answers 192.0.2.9',
      product.elsewhere,
    ],
  ])('%s', (_, got, code, message, hint) => {
    const { error, notes } = look(['192.0.2.1', '192.0.2.2'], ...got);
    expect([error?.toJSON(), notes]).toEqual([{ code, kind: 'refused', message, hint }, []]);
  });
});

test.each([
  ['none', [], []],
  ['of a blocked name', [answer('::')], []],
  [
    'a public one',
    [answer('2001:db8::7', 300)],
    [
      'a.lab also answers with the IPv6 address 2001:db8::7, from upstream, and clients prefer that: ' +
        'give the name an IPv6 address of yours, or add local=/a.lab/',
    ],
  ],
  ['one of its own', [answer('fd00::9')], [expect.stringContaining('fd00::9, from /etc/hosts of that Pi-hole, and clients')]],
])('an IPv6 address that nobody wants: %s', (_, got, notes) => expect(ipv6Notes('a.lab', got, product)).toEqual(notes));
