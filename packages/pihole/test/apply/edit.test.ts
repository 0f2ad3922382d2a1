import type { DnsSpec } from '@hl/core/dns';
import { edit, size } from '../../src/apply/edit.js';

const spec = (...addresses: string[]): DnsSpec => ({ addresses, cname: null });
const alias = (cname: string): DnsSpec => ({ addresses: [], cname });
type Wanted = Record<string, DnsSpec | null>;
const edited = (hosts: readonly string[], cnameRecords: readonly string[], wanted: Wanted) =>
  edit({ hosts, cnameRecords }, new Map(Object.entries(wanted)));

test.each<[string, string[], Wanted, string[], number]>([
  ['nothing to do', ['192.0.2.1 a.lab'], { 'a.lab': spec('192.0.2.1') }, ['192.0.2.1 a.lab'], 0],
  ['a new name at the end', ['10.0.0.1 nas.lab'], { 'a.lab': spec('192.0.2.1') }, ['10.0.0.1 nas.lab', '192.0.2.1 a.lab'], 1],
  ['both families', [], { 'a.lab': spec('192.0.2.1', 'fd00::1') }, ['192.0.2.1 a.lab', 'fd00::1 a.lab'], 2],
  ['only what is missing', ['192.0.2.1 a.lab'], { 'a.lab': spec('192.0.2.1', 'fd00::1') }, ['192.0.2.1 a.lab', 'fd00::1 a.lab'], 1],
  ['another address', ['192.0.2.1 a.lab', '10.0.0.1 nas.lab'], { 'a.lab': spec('192.0.2.2') }, ['10.0.0.1 nas.lab', '192.0.2.2 a.lab'], 2],
  ['gone, with its double', ['192.0.2.1 a.lab', '192.0.2.1 a.lab', '10.0.0.1 nas.lab'], { 'a.lab': null }, ['10.0.0.1 nas.lab'], 2],
  ['never there', ['10.0.0.1 nas.lab'], { 'a.lab': null }, ['10.0.0.1 nas.lab'], 0],
  [
    'a shared line keeps its place',
    ['192.0.2.1 x.lab a.lab # x', '10.0.0.1 n'],
    { 'a.lab': null },
    ['192.0.2.1 x.lab # x', '10.0.0.1 n'],
    2,
  ],
  ['what is left of a shared line is there already', ['10.0.0.2 n', '10.0.0.2 n a.lab'], { 'a.lab': null }, ['10.0.0.2 n'], 1],
  ['a line that nobody can read', ['what is this', '192.0.2.1'], { 'a.lab': null }, ['what is this', '192.0.2.1'], 0],
  ['an alias leaves no address', ['192.0.2.1 a.lab'], { 'a.lab': alias('web.lab') }, [], 1],
])('hosts: %s', (_, hosts, wanted, lines, writes) => {
  const { hosts: found } = edited(hosts, [], wanted);
  expect([found.lines, size(found)]).toEqual([lines, writes]);
});

test.each<[string, string[], Wanted, string[], number]>([
  ['a new alias', ['x.lab,web.lab'], { 'a.lab': alias('web.lab') }, ['x.lab,web.lab', 'a.lab,web.lab'], 1],
  ['as it is', ['a.lab,Web.lab.,60'], { 'a.lab': alias('web.lab') }, ['a.lab,Web.lab.,60'], 0],
  ['another target', ['a.lab,old.lab'], { 'a.lab': alias('web.lab') }, ['a.lab,web.lab'], 2],
  ['gone from a shared line', ['x.lab,a.lab,web.lab,60'], { 'a.lab': null }, ['x.lab,web.lab,60'], 2],
  ['an address leaves no alias', ['a.lab,web.lab'], { 'a.lab': spec('192.0.2.1') }, [], 1],
])('cnameRecords: %s', (_, cnameRecords, wanted, lines, writes) => {
  const { cnameRecords: found } = edited([], cnameRecords, wanted);
  expect([found.lines, size(found)]).toEqual([lines, writes]);
});

test('what is removed, added and rewritten', () => {
  const hosts = ['192.0.2.1 a.lab', '192.0.2.1 x.lab b.lab', '10.0.0.1 nas.lab'];
  expect(edited(hosts, [], { 'a.lab': spec('192.0.2.2'), 'b.lab': null }).hosts).toEqual({
    lines: ['192.0.2.1 x.lab', '10.0.0.1 nas.lab', '192.0.2.2 a.lab'],
    removed: ['192.0.2.1 a.lab'],
    added: ['192.0.2.2 a.lab'],
    rewritten: [['192.0.2.1 x.lab b.lab', '192.0.2.1 x.lab']],
  });
});
