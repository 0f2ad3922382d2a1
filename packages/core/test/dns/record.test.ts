import { canonicalSpec, dnsRecords, reached } from '../../src/dns/record.js';
import type { DnsSpec } from '../../src/dns/record.js';
import { exampleService, exampleSite } from '../../src/testing/example.js';

const product = { name: 'Pi-hole', code: 'HL_PIHOLE' };
const site = exampleSite();
type Dns = NonNullable<NonNullable<Parameters<typeof exampleService>[0]>['dns']>;
const wanted = (dns: Dns) => dnsRecords(exampleService({ dns }), site, 'pihole@second', product);
const spec = (...addresses: string[]): DnsSpec => ({ addresses, cname: null });
const alias = (cname: string): DnsSpec => ({ addresses: [], cname });

test.each<[string, Partial<DnsSpec>, DnsSpec]>([
  ['of an older version', {}, spec()],
  ['sorted, each once', spec('192.0.2.3', '192.0.2.20', '192.0.2.3'), spec('192.0.2.20', '192.0.2.3')],
  ['one spelling of IPv6', spec('2001:DB8:0::1', '2001:db8::1'), spec('2001:db8::1')],
  ['IPv4-mapped ones', spec('::ffff:192.0.2.20', '192.0.2.20'), spec('192.0.2.20')],
  ['what is none stays', spec('10.0.0.300'), spec('10.0.0.300')],
  ['a name', alias('Web.LAB.'), alias('web.lab')],
])('the one spelling: %s', (_, given, expected) => expect(canonicalSpec(given)).toEqual(expected));

test('one resource a name: the host name and each alias once', () => {
  const dns = {
    hostname: 'Büro.Example.org',
    aliases: ['x.lab', 'X.lab.', 'büro.example.org'],
    addresses: ['2001:DB8::0:1', '::ffff:10.0.0.2', '10.0.0.2'],
  };
  const both = spec('10.0.0.2', '2001:db8::1');
  expect(wanted(dns)).toEqual([
    { system: 'pihole@second', key: 'xn--bro-hoa.example.org', service: 'metube', spec: both },
    { system: 'pihole@second', key: 'x.lab', service: 'metube', spec: both },
  ]);
});

test.each<[string, Dns, DnsSpec[]]>([
  ['mode cname: aliases point at the host name', { aliases: ['x.lab'], mode: 'cname' }, [spec('192.0.2.20'), alias('metube.example.org')]],
  ['mode address', { aliases: ['x.lab'], mode: 'address' }, [spec('192.0.2.20'), spec('192.0.2.20')]],
  ["Traefik's addresses where the file names none", { addresses: [] }, [spec('192.0.2.20')]],
])('%s', (_, dns, specs) => expect(wanted(dns).map((one) => one.spec)).toEqual(specs));

test('nothing for a service without DNS', () =>
  expect(dnsRecords({ ...exampleService(), dns: null }, site, 'pihole', product)).toEqual([]));

test.each<[string, Dns, typeof site, string, RegExp]>([
  ['a wildcard', { hostname: '*.example.org' }, site, 'HL_PIHOLE_NAME', /^metube: Pi-hole cannot hold the host name "\*\.example\.org"$/],
  ['an alias', { aliases: ['a b'] }, site, 'HL_PIHOLE_NAME', /host name "a b"/],
  ['half an address', { addresses: ['10.0.0.1', '10.0.0'] }, site, 'HL_PIHOLE_ADDRESS', /^metube: "10\.0\.0" is not an IP address$/],
  ['no address at all', { addresses: [] }, { ...site, traefik: null }, 'HL_PIHOLE_ADDRESS', /^metube: there is no address/],
])('%s is an error of the file', (_, dns, where, code, message) =>
  expect(() => dnsRecords(exampleService({ dns }), where, 'pihole', product)).toThrow(
    expect.objectContaining({ code, kind: 'input', message: expect.stringMatching(message), hint: expect.stringMatching(/dns\./) }),
  ),
);

const names = new Map([
  ['web.lab', spec('192.0.2.20')],
  ['a.lab', alias('web.lab')],
  ['loop.lab', alias('pool.lab')],
  ['pool.lab', alias('loop.lab')],
  ['away.lab', alias('nowhere.lab')],
]);

test.each<[string, DnsSpec, string[]]>([
  ['addresses', spec('192.0.2.1'), ['192.0.2.1']],
  ['an alias', alias('web.lab'), ['192.0.2.20']],
  ['an alias of an alias', alias('a.lab'), ['192.0.2.20']],
  ['a loop', alias('loop.lab'), []],
  ['nowhere', alias('away.lab'), []],
])('leads to: %s', (_, one, addresses) => expect(reached(one, names)).toEqual(addresses));
