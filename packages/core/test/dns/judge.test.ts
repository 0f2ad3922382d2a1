import { isNull, judge } from '../../src/dns/judge.js';

const answers = (...texts: string[]) =>
  texts.map((text) => {
    const [address = '', ttl = '0'] = text.split(' ');
    return { address, ttl: Number(ttl) };
  });

test.each<[string, 4 | 6, string[], string[], 'right' | 'wrong' | 'blocked', string[]]>([
  ['all', 4, ['10.0.0.1', '10.0.0.2'], ['10.0.0.2', '10.0.0.1'], 'right', []],
  ['one of two IPv4, as dns.localise does', 4, ['10.0.0.1', '10.0.0.2'], ['10.0.0.2'], 'right', []],
  ['one of two IPv6', 6, ['fd00::1', 'fd00::2'], ['fd00::2'], 'wrong', []],
  ['no IPv4', 4, ['10.0.0.1'], [], 'wrong', []],
  ['no IPv6', 6, ['fd00::1'], [], 'wrong', []],
  ['another', 4, ['10.0.0.1'], ['10.0.0.9'], 'wrong', ['10.0.0.9']],
  ['another, from upstream', 4, ['10.0.0.1'], ['10.0.0.9 300'], 'wrong', ['10.0.0.9']],
  ['a stale one beside it', 4, ['10.0.0.1'], ['10.0.0.1', '10.0.0.9'], 'wrong', ['10.0.0.9']],
  ['one from upstream beside it', 4, ['10.0.0.1'], ['10.0.0.1', '10.0.0.9 300'], 'right', ['10.0.0.9']],
  ['it, from upstream too', 4, ['10.0.0.1'], ['10.0.0.1', '10.0.0.1 300', '10.0.0.9 300'], 'right', ['10.0.0.9']],
  ['one from upstream and one of its own', 4, ['10.0.0.1'], ['10.0.0.1', '10.0.0.9 300', '10.0.0.8'], 'wrong', ['10.0.0.9', '10.0.0.8']],
  ['a server whose own records live', 4, ['10.0.0.1'], ['10.0.0.1 10'], 'right', []],
  ['a second record of such a server', 4, ['10.0.0.1'], ['10.0.0.1 10', '10.0.0.9 10'], 'wrong', ['10.0.0.9']],
  ['none wanted, none there', 6, [], [], 'right', []],
  ['none wanted, one from upstream', 6, [], ['2001:db8::7 300'], 'right', ['2001:db8::7']],
  ['none wanted, one of its own', 6, [], ['fd00::9'], 'wrong', ['fd00::9']],
  ['a blocked name', 4, ['10.0.0.1'], ['0.0.0.0 2'], 'blocked', ['0.0.0.0']],
  ['a blocked name, IPv6', 6, ['fd00::1'], ['::'], 'blocked', ['::']],
  ['no address beside another', 4, ['10.0.0.1'], ['0.0.0.0', '10.0.0.9'], 'wrong', ['0.0.0.0', '10.0.0.9']],
  ['no address, which is wanted', 4, ['0.0.0.0'], ['0.0.0.0'], 'right', []],
])('%s', (_, family, wanted, got, verdict, others) => {
  const found = judge(family, wanted, answers(...got));
  expect([found.right, found.blocked]).toEqual([verdict === 'right', verdict === 'blocked']);
  expect(found.others.map(({ address }) => address)).toEqual(others);
});

test.each([
  ['0.0.0.0', true],
  ['::', true],
  ['10.0.0.0', false],
])('%s is no address: %s', (address, expected) => expect(isNull({ address, ttl: 0 })).toBe(expected));
