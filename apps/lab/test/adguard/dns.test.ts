import { Resolver } from 'node:dns/promises';
import { adguardEmulator } from '@hl/lab/adguard';
import type { AdguardEmulator, AdguardEmulatorOptions } from '@hl/lab/adguard';
import { rewrite } from '../../src/adguard/rewrites.js';
import { withLab } from './lab.js';

const list = (...lines: string[]) =>
  lines.map((line) => {
    const [domain = '', answer = '', off] = line.split(' ');
    return { domain, answer, ...(off === undefined ? {} : { enabled: false }) };
  });

test.each<[string, string[], 'A' | 'AAAA', string[] | null, string | null]>([
  ['an address', ['a.lab 192.0.2.1'], 'A', ['192.0.2.1'], null],
  ['several', ['a.lab 192.0.2.1', 'b.lab 192.0.2.9', 'a.lab 192.0.2.2', 'a.lab fd00::1'], 'A', ['192.0.2.1', '192.0.2.2'], null],
  ['the family that is not there', ['a.lab 192.0.2.1'], 'AAAA', [], null],
  ['a name that is not there', ['b.lab 192.0.2.1'], 'A', null, null],
  ['one that is switched off', ['a.lab 192.0.2.1 off'], 'A', null, null],
  ['a CNAME to a rewrite', ['a.lab web.lab', 'web.lab 192.0.2.1'], 'A', ['192.0.2.1'], 'web.lab'],
  ['a CNAME to a rewrite without that family', ['a.lab web.lab', 'web.lab 192.0.2.1'], 'AAAA', [], 'web.lab'],
  ['a CNAME to elsewhere', ['a.lab example.org'], 'A', [], 'example.org'],
  ['a CNAME before an address', ['a.lab 192.0.2.1', 'a.lab example.org'], 'A', [], 'example.org'],
  ['a CNAME to itself lets it pass', ['a.lab a.lab'], 'A', null, null],
  ['CNAMEs in a ring', ['a.lab b.lab', 'b.lab c.lab', 'c.lab b.lab'], 'A', [], 'c.lab'],
  ['a wildcard', ['*.lab 192.0.2.1'], 'A', ['192.0.2.1'], null],
  ['an exact name before a wildcard', ['*.lab 192.0.2.9', 'a.lab 192.0.2.1'], 'A', ['192.0.2.1'], null],
  ['the longer of two wildcards', ['*.lab 192.0.2.9', '*.x.lab 192.0.2.1'], 'A', null, null],
  ['a wildcard CNAME, which goes before an exact name', ['a.lab 192.0.2.1', '*.lab example.org'], 'A', [], 'example.org'],
  ['the exception for a family', ['*.lab 192.0.2.1', 'a.lab A'], 'A', null, null],
])('%s', (title, lines, family, addresses, name) => {
  const asked = title.startsWith('the longer') ? 'a.x.lab' : 'a.lab';
  const expected = title.startsWith('the longer') ? { addresses: ['192.0.2.1'], name: null } : addresses && { addresses, name };
  expect(rewrite(list(...lines), asked, family)).toEqual(expected);
});

const asker = ({ dns }: AdguardEmulator, timeout = 2_000): Resolver => {
  const resolver = new Resolver({ timeout, tries: 1 });
  resolver.setServers([`${dns.address}:${dns.port}`]);
  return resolver;
};
const upstream = { 'example.org': { addresses: ['203.0.113.7', '2001:db8::7'], ttl: 300 } };

test('rewrites live for ten seconds; the family that is not there is no address; what nobody rewrites is upstream’s', () =>
  withLab({ rewrites: list('a.lab 192.0.2.1', 'b.lab example.org', 'c.lab a.lab'), upstream }, async (lab) => {
    const dns = asker(lab);
    expect(await dns.resolve4('A.lab', { ttl: true })).toEqual([{ address: '192.0.2.1', ttl: 10 }]);
    await expect(dns.resolve6('a.lab')).rejects.toMatchObject({ code: 'ENODATA' });
    expect(await dns.resolve4('b.lab', { ttl: true })).toEqual([{ address: '203.0.113.7', ttl: 10 }]); // the least of the chain
    expect(await dns.resolve4('c.lab')).toEqual(['192.0.2.1']);
    await expect(dns.resolve6('c.lab')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    expect(await lab.resolve('example.org')).toEqual(['2001:db8::7', '203.0.113.7'].sort());
    await expect(dns.resolve4('unknown.lab')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    expect(lab.queries).toContain('A a.lab');
  }));

test.each<[string, AdguardEmulatorOptions]>([
  ['switched off above the list', { rewritesEnabled: false }],
  ['switched off one by one', { rewrites: list('a.lab 192.0.2.1 off') }],
])('rewrites that are %s are not served', (_, options) =>
  withLab({ rewrites: list('a.lab 192.0.2.1'), ...options }, async (lab) => expect(await lab.resolve('a.lab')).toEqual([])),
);

test('a silent upstream and too many questions get no answer; the name for health checks always does', async () => {
  await using lab = await adguardEmulator({ rewrites: list('a.lab 192.0.2.1'), upstream: 'silent', rateLimit: 4, now: () => 0 });
  expect(await asker(lab).resolve4('a.lab')).toEqual(['192.0.2.1']);
  await expect(asker(lab).resolve4('healthcheck.adguardhome.test')).rejects.toMatchObject({ code: 'ENODATA' });
  await expect(asker(lab, 50).resolve4('b.lab')).rejects.toMatchObject({ code: 'ETIMEOUT' });
  expect(await asker(lab).resolve4('a.lab')).toEqual(['192.0.2.1']);
  await expect(asker(lab, 50).resolve4('a.lab')).rejects.toMatchObject({ code: 'ETIMEOUT' });
});
