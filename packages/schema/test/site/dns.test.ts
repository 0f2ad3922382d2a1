import { dnsOf, dnsSections } from '../../src/site/dns.js';
import type { SiteFile } from '../../src/site/site.gen.js';
import { report } from '../../src/diagnostic.js';

const nowhere = () => report('hl.yml', () => ({ line: 1, column: 1 }));

test('the sections that the schema marks as DNS systems', () => expect(dnsSections).toContain('pihole'));

test.each(dnsSections)('%s: a section of its own, in the same shape as any other', (name) => {
  const found = nowhere();
  const file = { [name]: { url: 'http://192.0.2.53/', username: 'hl', password: 'SECRET', mode: 'cname' } } as unknown as SiteFile;
  expect(dnsOf(file, found)).toEqual({
    [name]: {
      instances: [{ url: 'http://192.0.2.53', dns: { address: '192.0.2.53', port: 53 }, username: 'hl', password: 'SECRET' }],
      caFile: null,
      insecure: false,
      mode: 'cname',
    },
  });
  expect(found.diagnostics()).toEqual([]);
});

test.each(dnsSections)('%s: an instance has its own name and password, else those of the section', (name) => {
  const instances = [{ url: 'http://a' }, { url: 'http://b', username: 'other', password: 'B' }];
  const file = { [name]: { username: 'hl', password: 'A', instances } } as unknown as SiteFile;
  expect(dnsOf(file, nowhere())[name]?.instances).toMatchObject([
    { username: 'hl', password: 'A' },
    { username: 'other', password: 'B' },
  ]);
});

test('no section, no servers', () => expect(dnsOf({ domain: 'example.org', hosts: {} }, nowhere())).toEqual({}));
