import { gone, present, presentAny } from '../../src/verdicts/dns.js';

const server = { name: 'Pi-hole', address: '192.0.2.53', port: 53, unblock: 'Allow it there.', keepLocal: 'keep it local' };
const at = (...addresses: string[]) => addresses.map((address) => ({ address, ttl: 0 }));
const kept = { address: '203.0.113.7', ttl: 300 };

test.each([
  ['the same', 4, ['10.0.0.1'], at('10.0.0.1'), '10.0.0.1'],
  ['one of two IPv4', 4, ['10.0.0.1', '10.0.0.2'], at('10.0.0.2'), '10.0.0.2'],
  ['the same, of a server whose own records live for a while', 4, ['10.0.0.1'], [{ address: '10.0.0.1', ttl: 10 }], '10.0.0.1'],
  ['none where none is wanted', 6, [], at(), ''],
  ['what upstream said beside ours', 4, ['10.0.0.1'], [...at('10.0.0.1'), kept], '10.0.0.1, 203.0.113.7 (from upstream, 300 s more)'],
  ['silence where none is wanted', 6, [], null, 'no answer for IPv6: the upstream of that Pi-hole is silent'],
] as const)('right: %s', (_, family, wanted, got, text) => {
  expect(present(server, family, wanted, got)).toEqual({ pass: true, text });
});

test.each([
  ['another', 4, ['10.0.0.1'], at('10.0.0.9'), '10.0.0.9', /^Another record .* on that Pi-hole/],
  ['a stale one beside it', 4, ['10.0.0.1'], at('10.0.0.1', '10.0.0.9'), '10.0.0.1, 10.0.0.9', /^Another record/],
  ['one IPv6 too few', 6, ['fd00::1', 'fd00::2'], at('fd00::1'), 'fd00::1', /^Another record/],
  ['none', 4, ['10.0.0.1'], at(), '', /^Another record/],
  [
    'silence where one is wanted',
    4,
    ['10.0.0.1'],
    null,
    'no answer for IPv4: the upstream of that Pi-hole is silent',
    /^Pi-hole has no such record/,
  ],
  ['a blocked name', 4, ['10.0.0.1'], at('0.0.0.0'), '0.0.0.0', /^Pi-hole blocks the name\. Allow it there\.$/],
  [
    'a public address of the family that is not wanted',
    6,
    [],
    [{ address: '2001:db8::7', ttl: 9 }],
    '2001:db8::7 (from upstream, 9 s more)',
    /IPv6 address is a public one.*yours \(dns\.ip\), or keep it local\.$/,
  ],
  ['a record of the family that is not wanted', 6, [], at('fd00::9'), 'fd00::9', /^Another record/],
] as const)('wrong: %s', (_, family, wanted, got, text, hint) => {
  expect(present(server, family, wanted, got)).toEqual({ pass: false, text, hint: expect.stringMatching(hint) });
});

test.each([
  ['an address', at('10.0.0.9'), true],
  ['one from upstream', [kept], true],
  ['none', at(), false],
  ['a blocked name', at('0.0.0.0'), false],
  ['a blocked name of both families', at('0.0.0.0', '::'), false],
])('where the file names none, %s: %s', (_, got, pass) => {
  expect(presentAny(server, got)).toMatchObject({ pass });
});

test.each([
  ['nothing', ['10.0.0.1'], at(), true],
  ['our address', ['10.0.0.1'], at('10.0.0.1'), false],
  ["somebody else's", ['10.0.0.1'], [kept], true],
  ['any, where we had none', [], [kept], false],
  ['a blocked name', [], at('0.0.0.0', '::'), true],
])('gone, and there is %s: %s', (_, ours, got, pass) => {
  expect(gone(server, ours, got)).toMatchObject({ pass, text: got.map(({ address }) => address).join(', ') });
  expect(gone(server, ours, got).hint).toEqual(pass ? undefined : expect.stringMatching(/that Pi-hole.*wildcard/));
});
