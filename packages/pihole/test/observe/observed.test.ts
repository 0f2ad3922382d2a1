import type { DnsSpec } from '@hl/core/dns';
import { observed } from '../../src/observe/observed.js';

const traefik = '192.0.2.20';
const spec = (...addresses: string[]): DnsSpec => ({ addresses, cname: null });
const alias = (cname: string): DnsSpec => ({ addresses: [], cname });
const wanted = (key: string, one: DnsSpec = spec()) => ({ system: 'pihole', key, service: 'metube', spec: one });
const seen = (hosts: readonly string[], cnameRecords: readonly string[], ...resources: ReturnType<typeof wanted>[]) => [
  ...observed({ hosts, cnameRecords }, resources),
];

test.each([
  ['one name', [`${traefik} key.lab`], spec(traefik)],
  ['odd blanks and a comment', [`  ${traefik}\t other.lab   key.lab\t# note`], spec(traefik)],
  ['capitals and the root dot', [`${traefik} KEY.Lab.`], spec(traefik)],
  ['IPv6 written in full', ['2001:DB8:0:0:0:0:0:20 key.lab'], spec('2001:db8::20')],
  ['both families, a double', [`${traefik} key.lab`, '2001:db8::20 key.lab', `${traefik} x.lab key.lab`], spec(traefik, '2001:db8::20')],
  ['an IPv4-mapped address, which no A query finds', [`::ffff:${traefik} key.lab`], spec('::ffff:c000:214')],
  ['several addresses', [`${traefik} key.lab`, '10.0.0.1 key.lab'], spec('10.0.0.1', traefik)],
])('%s, as the lines say, and no word on whose it is', (_, hosts, expected) => {
  const holder = hosts.map((text) => `dns.hosts line ${JSON.stringify(text)}`).join(' and ');
  expect(seen(hosts, [], wanted('key.lab'))).toEqual([['key.lab', { spec: expected, ours: false, holder }]]);
});

test.each([
  ['only in a comment', [`${traefik} other.lab # key.lab`]],
  ['a longer name', [`${traefik} key.lab.example.org akey.lab`]],
  ['no address', ['key.lab key.lab']],
  ['an address only', [traefik]],
  ['a name as a note', ['# key.lab']],
  ['a name with a note glued to it, which Pi-hole takes for a part of it', [`${traefik} key.lab#note`]],
  ['a name after white space that parts no words for Pi-hole', [`${traefik} other.lab\u00a0key.lab`, `${traefik}\vkey.lab`]],
])('nothing: %s', (_, hosts) => expect(seen(hosts, [], wanted('key.lab'))).toEqual([]));

test.each([
  ['a CNAME', 'key.lab,nas.lab', 'nas.lab'],
  ['one of several, with blanks and a TTL', 'x.lab, Key.lab ,Web.lab,300', 'web.lab'],
  ['a CNAME to itself', 'key.lab,key.lab', 'key.lab'],
  ['a CNAME to nowhere', 'key.lab,elsewhere.example.org', 'elsewhere.example.org'],
])('%s', (_, cnameRecord, cname) => {
  const holder = `dns.cnameRecords line ${JSON.stringify(cnameRecord)}`;
  expect(seen(['10.0.0.1 nas.lab'], [cnameRecord], wanted('key.lab'))).toEqual([['key.lab', { spec: alias(cname), ours: false, holder }]]);
});

test.each([
  ['in capitals', 'Key.LAB.', spec('192.0.2.20')],
  ['in another spelling', 'key.lab', spec('::ffff:192.0.2.20')],
])('a record that is as wanted comes back in the spelling of the one who asks: %s', (_, key, one) =>
  expect(seen([`${traefik} key.lab`], [], wanted(key, one))).toMatchObject([[key, { spec: one }]]),
);

test('a key may be asked for twice, with what it was and what it shall be: the one that it is wins', () => {
  const [was, shall] = [wanted('key.lab', spec(traefik)), wanted('key.lab', spec('::ffff:10.0.0.1'))];
  for (const both of [
    [was, shall],
    [shall, was],
  ])
    expect(seen(['10.0.0.1 key.lab'], [], ...both)).toMatchObject([['key.lab', { spec: shall.spec }]]);
  expect(seen(['10.0.0.9 key.lab'], [], was, shall)).toMatchObject([['key.lab', { spec: spec('10.0.0.9') }]]);
});
